import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import type { SizedPicture } from './picture-sizes.ts'

/** Where the shop keeps its own pictures. */
export interface MediaFolder {
  /** Keeps all sizes. Again is harmless: a name stands for its content. */
  keep(picture: SizedPicture): Promise<void>
  /** The picture of this name, or undefined. */
  read(file: string): Promise<{ readonly bytes: number; readonly stream: Readable } | undefined>
}

/** What a picture is asked for by: nothing else reaches the disk, so no name leads out of the folder. */
const NAME = /^([0-9a-f]{2})[0-9a-f]{6,62}-[0-9]{1,5}\.webp$/

export const fileName = (hash: string, width: number): string => `${hash}-${width}.webp`

export function mediaFolder(folder: string): MediaFolder {
  const placeOf = (file: string): string | undefined => {
    const beginning = NAME.exec(file)?.[1]
    return beginning === undefined ? undefined : path.join(folder, beginning, file)
  }
  return {
    async keep({ hash, sizes }) {
      for (const { width, bytes } of sizes) await writeWhole(placeOf(fileName(hash, width))!, bytes)
    },
    async read(file) {
      const place = placeOf(file)
      const handle = place && (await open(place, 'r').catch(isMissing))
      if (!handle) return undefined
      const { size } = await handle.stat()
      return { bytes: size, stream: handle.createReadStream() }
    },
  }
}

/** Under another name first: a reader, or a start after a crash, finds the whole picture or none. */
async function writeWhole(place: string, bytes: Buffer): Promise<void> {
  const present = await stat(place).catch(isMissing)
  if (present?.size === bytes.length) return
  await mkdir(path.dirname(place), { recursive: true, mode: 0o700 })
  const beside = `${place}.${randomUUID()}`
  try {
    await writeFile(beside, bytes, { mode: 0o600, flush: true })
    await rename(beside, place)
  } catch (error) {
    // On a full disk each try would leave a piece behind, and keep it full.
    await rm(beside, { force: true })
    throw error
  }
}

function isMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
