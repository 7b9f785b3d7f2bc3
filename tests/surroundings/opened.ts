import { after, before, type TestContext } from 'node:test'

/** Opens before the first test of a file, or of a `describe`. What is to be done `after` is done after its last, in the order it was said. */
export function opened(open: (later: Pick<TestContext, 'after'>) => Promise<void>): void {
  const closings: (() => unknown)[] = []
  before(() => open({ after: (close) => void closings.push(close as () => unknown) }))
  after(async () => {
    for (const close of closings) await close()
  })
}
