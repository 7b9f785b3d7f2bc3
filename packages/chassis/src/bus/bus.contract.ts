import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Envelope } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import type { Bus } from './bus.ts'

const stated = (subject: string, number: number, type = 'tea.brewed.v1'): Envelope => ({
  specversion: '1.0',
  id: newId(),
  source: 'test',
  type,
  subject,
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  data: { number },
})

const numbers = (envelopes: readonly Envelope[], subject: string) =>
  envelopes
    .filter((envelope) => envelope.subject === subject)
    .map((envelope) => (envelope.data as { number: number }).number)

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 10) {
    if (waited > 10_000) throw new Error('waited ten seconds in vain')
    await pause(10)
  }
}

type Open = (t: TestContext) => Promise<{ bus: Bus; another: () => Promise<Bus> }>

/** What every bus promises. `another` opens a second connection to the same bus, as another process would. */
export function busContract(adapter: string, open: Open) {
  deliversInOrder(adapter, open)
  servesSeveralProcesses(adapter, open)
}

function deliversInOrder(adapter: string, open: Open) {
  describe(`bus contract: ${adapter}`, () => {
    it('delivers what was published before and after subscribing, in order for each subject', async (t) => {
      const { bus } = await open(t)
      const seen: Envelope[] = []
      await bus.publish([stated('a', 1), stated('b', 1)])
      await bus.subscribe('kitchen', ['tea.brewed.v1'], async (batch) => void seen.push(...batch))
      for (let number = 2; number <= 20; number++) await bus.publish([stated('a', number), stated('b', number)])
      await until(() => seen.length >= 40)
      const expected = Array.from({ length: 20 }, (_, index) => index + 1)
      assert.deepEqual([numbers(seen, 'a'), numbers(seen, 'b')], [expected, expected])
    })

    it('gives each group every event, and only of the types it asked for', async (t) => {
      const { bus } = await open(t)
      const kitchen: Envelope[] = []
      const bar: Envelope[] = []
      await bus.subscribe('kitchen', ['tea.brewed.v1'], async (batch) => void kitchen.push(...batch))
      await bus.subscribe('bar', ['tea.brewed.v1', 'tea.spilt.v1'], async (batch) => void bar.push(...batch))
      await bus.publish([stated('a', 1), stated('a', 2, 'tea.spilt.v1'), stated('a', 3, 'tea.sold.v1')])
      await until(() => kitchen.length >= 1 && bar.length >= 2)
      await pause(50)
      assert.deepEqual([numbers(kitchen, 'a'), numbers(bar, 'a')], [[1], [1, 2]])
    })

    it('brings a batch again when its delivery fails', async (t) => {
      const { bus } = await open(t)
      const seen: Envelope[] = []
      let failures = 2
      await bus.subscribe('kitchen', ['tea.brewed.v1'], async (batch) => {
        if (failures-- > 0) throw new Error('the kitchen is on fire')
        seen.push(...batch)
      })
      await bus.publish([stated('a', 1)])
      await until(() => seen.length >= 1)
      assert.deepEqual(numbers(seen, 'a'), [1])
    })
  })
}

function servesSeveralProcesses(adapter: string, open: Open) {
  describe(`bus contract, several processes: ${adapter}`, () => {
    it('lets one member of a group at a time take an event', async (t) => {
      const { bus, another } = await open(t)
      const second = await another()
      const taken: Envelope[] = []
      await bus.subscribe('kitchen', ['tea.brewed.v1'], async (batch) => void taken.push(...batch))
      await second.subscribe('kitchen', ['tea.brewed.v1'], async (batch) => void taken.push(...batch))
      await bus.publish(Array.from({ length: 30 }, (_, index) => stated('a', index)))
      await until(() => taken.length >= 30)
      await pause(50)
      assert.deepEqual(
        numbers(taken, 'a'),
        Array.from({ length: 30 }, (_, index) => index),
      )
    })

    it('lets every process follow all events since a moment', async (t) => {
      const { bus, another } = await open(t)
      const second = await another()
      const [here, there]: [Envelope[], Envelope[]] = [[], []]
      const since = new Date(Date.now() - 60_000)
      await bus.publish([stated('a', 1)])
      await bus.follow(['tea.brewed.v1'], since, async (batch) => void here.push(...batch))
      await second.follow(['tea.brewed.v1'], since, async (batch) => void there.push(...batch))
      await bus.publish([stated('a', 2)])
      await until(() => here.length >= 2 && there.length >= 2)
      assert.deepEqual(
        [numbers(here, 'a'), numbers(there, 'a')],
        [
          [1, 2],
          [1, 2],
        ],
      )
    })

    it('answers a ping and closes while readers wait', async (t) => {
      const { bus } = await open(t)
      await bus.subscribe('kitchen', ['tea.brewed.v1'], async () => undefined)
      await bus.ping()
    })
  })
}
