import type { Logger } from '@mallhive/chassis'
import type { Clock, Result } from '@mallhive/kernel'
import type { MediaFolder } from './media-folder.ts'
import type { PictureFault } from './picture-fault.ts'
import { sizedPicture } from './picture-sizes.ts'
import type { Pictures, WantedPicture } from './pictures.ts'

/** Few at a time: hosts of pictures and this machine have other things to do. */
const AT_ONCE = 4
const ATTEMPTS_MAX = 6
const FIRST_PAUSE_MS = 10_000

export interface PictureCopying {
  readonly pictures: Pictures
  readonly folder: MediaFolder
  /** Gets the bytes behind a source. */
  readonly fetch: (source: string) => Promise<Result<Buffer, PictureFault>>
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Copies some of the pictures that are due into the shop's own folder; false when none is. What fails for the moment comes again after
 * 10, 20, 40, 80 and 160 seconds, then it counts as missing, as does what will never work.
 */
export async function copyPictures(copying: PictureCopying): Promise<boolean> {
  const due = await copying.pictures.claim(AT_ONCE, copying.clock())
  await Promise.all(due.map((picture) => copyPicture(copying, picture)))
  return due.length > 0
}

async function copyPicture(
  { pictures, folder, fetch, clock, log }: PictureCopying,
  wanted: WantedPicture,
): Promise<void> {
  const fetched = await fetch(wanted.source)
  const sized = fetched.ok ? await sizedPicture(fetched.value) : fetched
  const now = clock()
  if (sized.ok) {
    const { hash, width, height, sizes } = sized.value
    await folder.keep(sized.value)
    return pictures.copied(wanted.id, { hash, width, height, widths: sizes.map((size) => size.width) }, now)
  }
  const { reason, isPassing } = sized.error
  log.debug({ picture: wanted.id, reason, attempts: wanted.attempts }, 'picture not copied')
  if (!isPassing || wanted.attempts >= ATTEMPTS_MAX) return pictures.missing(wanted.id, reason, now)
  const pause = FIRST_PAUSE_MS * 2 ** (wanted.attempts - 1)
  return pictures.again(wanted.id, reason, new Date(now.getTime() + pause), now)
}
