import type { Result } from '@mallhive/kernel'
import { fetchPicture } from './fetch-picture.ts'
import { isRelative, readLocalPicture } from './local-pictures.ts'
import type { PictureFault } from './picture-fault.ts'

/**
 * Where the bytes of a picture come from: the web, or for a relative name the folder of pictures that came with the mall. Without such a
 * folder a relative name is an address like any other, and none that can be fetched.
 */
export const pictureSource =
  (localFolder: string | undefined) =>
  (source: string): Promise<Result<Buffer, PictureFault>> =>
    localFolder !== undefined && isRelative(source) ? readLocalPicture(localFolder, source) : fetchPicture(source)
