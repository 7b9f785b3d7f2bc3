import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { fail, ok, type Result } from '@mallhive/kernel'
import { PICTURE_BYTES_MAX } from './fetch-picture.ts'
import { lasting, type PictureFault } from './picture-fault.ts'

/** A name below a folder, such as `pictures/lamp.webp`: letters, digits and hyphens, and no way up. */
const RELATIVE = /^(?:\w[\w-]*\/)*\w[\w-]*\.(?:webp|png|jpe?g)$/

export const isRelative = (source: string): boolean => RELATIVE.test(source)

/** Reads a picture that came with the mall, such as the demo's. Nothing outside of the folder, not even by a link. */
export async function readLocalPicture(folder: string, source: string): Promise<Result<Buffer, PictureFault>> {
  const missing = fail(lasting('is not among the pictures that came with the shop'))
  if (!isRelative(source)) return missing
  try {
    const inside = await realpath(folder)
    const place = await realpath(path.join(inside, source))
    if (!place.startsWith(inside + path.sep)) return missing
    if ((await stat(place)).size > PICTURE_BYTES_MAX) return fail(lasting('is too large'))
    return ok(await readFile(place))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return missing
    throw error
  }
}
