// Loaded into the program before anything else: when the launcher is killed outright, the program ends in order too,
// instead of living on where nobody sees it.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
// Listening must not keep the program alive by itself.
process.channel?.unref()
