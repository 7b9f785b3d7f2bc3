/** Closes and ends when the bench asks by SIGTERM, or when the bench is gone: standard input ends then. Ctrl-C is the bench's to handle. */
export function endWith(close: () => Promise<unknown>): void {
  let isEnding = false
  const end = () => {
    if (isEnding) return
    isEnding = true
    void close().then(() => process.exit(0))
  }
  process.on('SIGINT', () => undefined)
  process.once('SIGTERM', end)
  process.stdin.once('end', end).resume()
}
