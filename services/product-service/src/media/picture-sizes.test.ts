import assert from 'node:assert/strict'
import { crc32, deflateSync } from 'node:zlib'
import { it } from 'node:test'
import sharp from 'sharp'
import { PIXELS_MAX, sizedPicture } from './picture-sizes.ts'

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#b7694a' }, limitInputPixels: false })

async function outcome(bytes: Buffer): Promise<string> {
  const sized = await sizedPicture(bytes)
  if (!sized.ok) return sized.error.reason
  const { width, height, sizes } = sized.value
  return `${width}x${height} in ${sizes.map((size) => size.width).join()}`
}

it('makes the sizes that pages use, and enlarges nothing', async () => {
  assert.equal(await outcome(await picture(2000, 2500).jpeg().toBuffer()), '1160x1450 in 320,640,1160')
  assert.equal(await outcome(await picture(1160, 10).png().toBuffer()), '1160x10 in 320,640,1160')
  assert.equal(await outcome(await picture(500, 400).webp().toBuffer()), '500x400 in 320,500')
  assert.equal(await outcome(await picture(320, 400).gif().toBuffer()), '320x400 in 320')
  assert.equal(await outcome(await picture(1, 1).avif().toBuffer()), '1x1 in 1')
})

it('turns a picture as the camera was held, and keeps none of its notes', async () => {
  const lying = await picture(400, 200)
    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { Copyright: 'Ann' } })
    .jpeg()
    .toBuffer()
  const sized = await sizedPicture(lying)
  assert.equal(sized.ok && `${sized.value.width}x${sized.value.height}`, '200x400')
  const { format, exif, icc } = await sharp(sized.ok ? sized.value.sizes[0]!.bytes : undefined).metadata()
  assert.deepEqual([format, exif, icc], ['webp', undefined, undefined])
})

it('keeps what is see-through', async () => {
  const glass = await sharp({ create: { width: 10, height: 10, channels: 4, background: '#ff000080' } })
    .png()
    .toBuffer()
  const sized = await sizedPicture(glass)
  const { hasAlpha } = await sharp(sized.ok ? sized.value.sizes[0]!.bytes : undefined).metadata()
  assert.equal(hasAlpha, true)
})

it('gives the same picture the same name', async () => {
  const names = await Promise.all(
    [picture(10, 10), picture(10, 10), picture(10, 11)].map(async (each) => {
      const sized = await sizedPicture(await each.png().toBuffer())
      return sized.ok && sized.value.hash
    }),
  )
  assert.equal(names[0], names[1])
  assert.notEqual(names[0], names[2])
  assert.match(String(names[0]), /^[0-9a-f]{40}$/)
})

it('refuses what is no picture: text, drawings with programs, documents, half a picture', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script><image href="file:///etc/passwd"/></svg>'
  const none = 'is not a JPEG, PNG, WebP, GIF or AVIF picture'
  for (const text of ['', 'hello', '<html></html>', svg, '%PDF-1.4', `<?xml version="1.0"?>${svg}`])
    assert.equal(await outcome(Buffer.from(text)), none, text)
  assert.equal(await outcome(await picture(9, 9).tiff().toBuffer()), none)
  const whole = await picture(900, 900).jpeg().toBuffer()
  assert.equal(await outcome(whole.subarray(0, whole.length / 2)), 'is damaged')
})

it('takes a picture of the most pixels and refuses one row more, however small the file', async () => {
  const width = 4_000
  const height = PIXELS_MAX / width
  assert.equal(
    await outcome(await picture(width, height).png({ compressionLevel: 1 }).toBuffer()),
    '1160x2900 in 320,640,1160',
  )
  assert.equal(await outcome(bomb(width, height + 1)), 'has more than 40 million pixels')
  assert.equal(await outcome(bomb(60_000, 60_000)), 'has more than 40 million pixels')
  assert.equal(await outcome(bomb(16_001, 10)), 'is more than 16000 pixels wide or high')
})

/** A PNG that claims to be large and holds next to nothing. */
function bomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(9))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
