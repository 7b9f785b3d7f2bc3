import { createHash } from 'node:crypto'
import { fail, ok, type Result } from '@mallhive/kernel'
import sharp from 'sharp'
import { lasting, type PictureFault } from './picture-fault.ts'

/** The widths that pages use, in pixels. A picture is never enlarged: a small one comes in its own width last. */
export const WIDTHS = [320, 640, 1160] as const
/** Far beyond any product picture; what claims to be larger is a bomb or a mistake. */
export const PIXELS_MAX = 40_000_000
const SIDE_MAX = 16_000
const QUALITY = 80
/** Of 6: half the time of the usual 4, for files larger by a twentieth. */
const EFFORT = 2
const SECONDS_MAX = 20
/** Part of each name, so that another way of making sizes gives other names and no cache holds on to old ones. */
const RECIPE = 'webp-1'

/** Only these decoders may run at all: not those that read drawings, documents or other files. */
const DECODERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif']
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: DECODERS.flatMap((name) => [`VipsForeignLoad${name}Buffer`, `VipsForeignLoad${name}Source`]),
})
// Pictures are made beside the shop's own work: one thread each, and nothing remembered.
sharp.concurrency(1)
sharp.cache(false)

/** A picture as the shop keeps it. */
export interface SizedPicture {
  /** Of the bytes it was made from: the same picture from two addresses is kept once. */
  readonly hash: string
  /** Of the largest size. */
  readonly width: number
  readonly height: number
  readonly sizes: readonly { readonly width: number; readonly bytes: Buffer }[]
}

/** Names what would be made of these bytes. */
export const contentHash = (bytes: Uint8Array): string =>
  createHash('sha256').update(RECIPE).update(bytes).digest('hex').slice(0, 40)

/** Decodes a picture from outside and makes the shop's own of it: nothing of the original's bytes or notes is left. */
export async function sizedPicture(bytes: Buffer): Promise<Result<SizedPicture, PictureFault>> {
  const fault = await faultIn(bytes)
  if (fault) return fail(fault)
  try {
    const upright = await sharp(bytes, LIMITS)
      .rotate()
      .resize({ width: WIDTHS.at(-1)!, withoutEnlargement: true })
      .toColourspace('srgb')
      .timeout({ seconds: SECONDS_MAX })
      .raw()
      .toBuffer({ resolveWithObject: true })
    const { width, height, channels } = upright.info
    const raw = { width, height, channels } as const
    const sizes: { width: number; bytes: Buffer }[] = []
    for (const wanted of new Set(WIDTHS.map((size) => Math.min(size, width)))) {
      const size = sharp(upright.data, { raw }).resize({ width: wanted }).webp({ quality: QUALITY, effort: EFFORT })
      sizes.push({ width: wanted, bytes: await size.timeout({ seconds: SECONDS_MAX }).toBuffer() })
    }
    return ok({ hash: contentHash(bytes), width, height, sizes })
  } catch {
    // Decoders say why in their own words; a merchant can do no more than look at the picture.
    return fail(lasting('is damaged'))
  }
}

const LIMITS = { limitInputPixels: PIXELS_MAX, failOn: 'error', sequentialRead: true } as const

async function faultIn(bytes: Buffer): Promise<PictureFault | undefined> {
  try {
    const { width, height } = await sharp(bytes, { ...LIMITS, limitInputPixels: false }).metadata()
    if (width * height > PIXELS_MAX) return lasting(`has more than ${PIXELS_MAX / 1_000_000} million pixels`)
    if (Math.max(width, height) > SIDE_MAX) return lasting(`is more than ${SIDE_MAX} pixels wide or high`)
    return undefined
  } catch {
    return lasting('is not a JPEG, PNG, WebP, GIF or AVIF picture')
  }
}
