import path from 'node:path'
import { run } from 'node:test'

const FILES_AT_ONCE = 2
/** For one file with all its tests, on a busy machine. */
const FILE_TIMEOUT_MS = 180_000
/** Such a failure only follows from another one. */
const CONSEQUENCES = new Set(['subtestsFailed', 'cancelledByParent'])

export interface Failed {
  readonly file: string
  /** Undefined: the file as a whole, which did not load, broke off or did not end. */
  readonly test: string | undefined
  readonly because: string
}

export interface Place {
  /** The copy. */
  readonly root: string
  /** Ends the processes of the tests. */
  readonly signal: AbortSignal
}

/** Runs test files, each in a process of its own, and answers which tests failed by themselves. */
export async function failuresOf(files: readonly string[], { root, signal }: Place): Promise<readonly Failed[]> {
  const failed: Failed[] = []
  const paths = files.map((file) => path.join(root, file))
  const stream = run({ files: paths, cwd: root, concurrency: FILES_AT_ONCE, timeout: FILE_TIMEOUT_MS, signal })
  stream.on('test:fail', ({ name, file, todo, details }) => {
    const error = details.error as Error & { failureType?: string; cause?: unknown }
    if (todo !== undefined || CONSEQUENCES.has(error.failureType ?? '')) return
    const isWhole = paths.some((one) => name === one || name === path.relative(root, one))
    failed.push({
      file: path.relative(root, file ?? name),
      test: isWhole ? undefined : name,
      because: String(error.cause ?? error).split('\n')[0]!,
    })
  })
  // Only a stream that is read runs.
  for await (const _ of stream);
  return failed
}
