import { callerName, refuse, type Serve } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { importRoutes as routes } from '../../contract/import-routes.ts'
import { productProblems } from '../../contract/problems.ts'
import type { ImportFiles } from '../import/import-files.ts'
import type { ImportJobs } from '../import/import-jobs.ts'

const refused = refuse(productProblems)

export interface ImportParts {
  readonly serve: Serve
  readonly importJobs: ImportJobs
  readonly importFiles: ImportFiles
  readonly clock: Clock
  /** Called when there is a new job. */
  readonly wakeImporter: () => void
}

export function importRoutes({ serve, importJobs: jobs, importFiles: files, clock, wakeImporter }: ImportParts): void {
  const notFound = () => refused({ code: 'import.not_found' })

  serve(routes.startImport, async ({ query, caller, id, stream }) => {
    // A repeat after a crash finds its job; the file it brings again is not needed.
    const present = await jobs.find(id)
    if (present) {
      stream?.resume()
      return { status: 202, body: present }
    }
    if (!stream) return refused({ code: 'import.not_csv', detail: 'Send the file as the body.' })
    const received = await files.receive(id, stream, routes.startImport.stream.bytesMax)
    if (!received.ok) return refused(refusalOf(received.error))
    const { dryRun = false, name = 'products.csv' } = query
    await jobs.create({ id, name, dryRun, actor: callerName(caller), startedAt: clock(), ...received.value })
    wakeImporter()
    const job = await jobs.find(id)
    return job ? { status: 202, body: job } : notFound()
  })

  serve(routes.getImport, async ({ params }) => {
    const job = await jobs.find(params.importId)
    return job ? { status: 200, body: job } : notFound()
  })

  serve(routes.importProblems, async ({ params, query }) => {
    const { limit = 100, cursor } = query
    if (cursor !== undefined && !CURSOR.test(cursor))
      return refused({ code: 'request.invalid', errors: [{ field: 'query/cursor', message: 'is not one of ours' }] })
    if (!(await jobs.find(params.importId))) return notFound()
    const page = await jobs.problems(params.importId, { limit, ...(cursor !== undefined && { cursor }) })
    return { status: 200, body: page }
  })
}

/** Line and number within it. */
const CURSOR = /^\d{1,9}\.\d{1,15}$/

type Refused = Extract<Awaited<ReturnType<ImportFiles['receive']>>, { readonly ok: false }>['error']

function refusalOf(error: Refused): Parameters<typeof refused>[0] {
  if (error.reason === 'too-large')
    return { code: 'request.invalid', errors: [{ field: 'body', message: 'must not be larger than 512 MB' }] }
  const { code, message, line } = error.problem
  return { code: 'import.not_csv', detail: message, details: { code, line } }
}
