import type { TestContext } from 'node:test'
import { serviceNames } from '@mallhive/mall/services'
import { openTestMall, type TestMall } from './mall.ts'
import { serviceProcess, type ServiceProcess } from './service-process.ts'

/** A mall each of whose services is a process that the test kills and starts again; only the database is always there. */
export interface MallOfProcesses {
  readonly mall: TestMall
  readonly processes: ReadonlyMap<string, ServiceProcess>
}

/** What `t.after` is given runs in the opposite order, so that what was opened last is closed first. */
export function backwards(t: Pick<TestContext, 'after'>): Pick<TestContext, 'after'> {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings.reverse()) await close()
  })
  return { after: (work: unknown) => void closings.push(work as () => unknown) }
}

/** A mall in which no service runs yet: their settings, databases and ports are there. */
export const openEmptyMall = (t: Pick<TestContext, 'after'>): Promise<TestMall> =>
  openTestMall(t, { apart: true, without: serviceNames, given: { GUESTS_PER_ADDRESS: '1000000' } })

export async function openMallOfProcesses(t: Pick<TestContext, 'after'>): Promise<MallOfProcesses> {
  const later = backwards(t)
  const mall = await openEmptyMall(later)
  const processes = new Map(serviceNames.map((name) => [name, serviceProcess(name, mall.environments[name]!)]))
  later.after(() => Promise.all([...processes.values()].map((each) => each.terminate())))
  await Promise.all([...processes.values()].map((each) => each.start()))
  return { mall, processes }
}
