import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXTS = /\.(js|css|svg)$/
/** Smaller files are as quick as they are. */
const BYTES_MIN = 1_024
/** Nearly as small as the best, in a tenth of its time: the first start waits for it. */
const BROTLI_QUALITY = 9

/** Puts a `.br` and a `.gz` beside each text that browsers fetch, so that no server compresses the same file again. */
export function compressedAssets(): Plugin {
  return {
    name: 'compressed-assets',
    apply: 'build',
    applyToEnvironment: (environment) => environment.name === 'client',
    writeBundle: {
      order: 'post',
      async handler({ dir = '.' }, bundle) {
        const files = Object.keys(bundle).filter((file) => TEXTS.test(file))
        await Promise.all(files.map((file) => compress(path.join(dir, file))))
      },
    },
  }
}

async function compress(file: string): Promise<void> {
  const text = await readFile(file)
  if (text.length < BYTES_MIN) return
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: text.length }
  const [brotli, zipped] = await Promise.all([
    promisify(brotliCompress)(text, { params }),
    promisify(gzip)(text, { level: 9 }),
  ])
  await Promise.all([writeFile(`${file}.br`, brotli), writeFile(`${file}.gz`, zipped)])
}
