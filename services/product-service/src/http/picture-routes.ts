import { refuse, type Serve } from '@mallhive/chassis'
import { importRoutes as routes } from '../../contract/import-routes.ts'
import { productProblems } from '../../contract/problems.ts'
import type { MediaFolder } from '../media/media-folder.ts'
import type { Pictures } from '../media/pictures.ts'

const refused = refuse(productProblems)
/** A name stands for its content, so whoever has it need never ask again. */
const FOR_EVER = 'public, max-age=31536000, immutable'

export interface PictureParts {
  readonly serve: Serve
  readonly pictures: Pictures
  readonly mediaFolder: MediaFolder
}

export function pictureRoutes({ serve, pictures, mediaFolder }: PictureParts): void {
  serve(routes.missingPictures, async ({ query }) => {
    const { limit = 24, cursor } = query
    if (cursor !== undefined && !CURSOR.test(cursor))
      return refused({ code: 'request.invalid', errors: [{ field: 'query/cursor', message: 'is not one of ours' }] })
    return { status: 200, body: await pictures.report({ limit, ...(cursor !== undefined && { cursor }) }) }
  })

  serve(routes.picturesProgress, async () => ({ status: 200, body: await pictures.progress() }))

  serve(routes.getMedia, async ({ params }) => {
    const picture = await mediaFolder.read(params.file)
    if (!picture) return refused({ code: 'request.not_found' })
    const headers = { 'cache-control': FOR_EVER, 'content-length': String(picture.bytes) }
    return { status: 200, body: picture.stream, headers }
  })
}

const CURSOR = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
