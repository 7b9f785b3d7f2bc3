// One of several processes of npm run torture: runs its seeds and tells of each.
import { runSeeds } from './seeds.ts'

const [from, to, step, chance] = process.argv.slice(2).map(Number) as [number, number, number, number]

function* seeds() {
  for (let seed = from; seed <= to; seed += step) yield seed
}
// Nobody listens any more.
process.once('disconnect', () => process.exit(1))
await runSeeds(seeds(), (told) => process.send!(told), chance)
process.exit(0)
