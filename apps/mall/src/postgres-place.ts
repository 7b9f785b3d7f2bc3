import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readlinkSync, renameSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { canEnter, serverAccount, SHARED_FOLDER } from '@mallhive/local-postgres'

/**
 * Where the cluster lies: `postgres` in the data folder. When root starts the mall in a place that no other account can
 * enter (below /root), PostgreSQL could not reach it there; then it lies in `SHARED_FOLDER`, and `postgres` leads there.
 */
export function clusterPlace(dataFolder: string): string {
  const place = path.join(dataFolder, 'postgres')
  if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) return readlinkSync(place)
  const { user } = serverAccount(place)
  if (user === undefined || existsSync(place) || canEnter(dataFolder, user)) return place

  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)
  const reachable = path.join(SHARED_FOLDER, name, 'postgres')
  mkdirSync(path.dirname(reachable), { recursive: true, mode: 0o755 })
  // Of a data folder that was removed since: its passwords are gone, but what people lost by mistake is kept aside.
  if (existsSync(reachable)) renameSync(reachable, `${reachable}.${Date.now()}`)
  symlinkSync(reachable, place)
  return reachable
}
