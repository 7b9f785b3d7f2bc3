import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freshDatabase } from '../postgres.ts'
import { movedClock } from './moved-clock.ts'

const HOUR_MS = 3_600_000

it('moves the process, its databases and what waits for a while, and leaves alone what waits for long', async (t) => {
  const url = await freshDatabase(t, 'clock')
  const time = await movedClock([url])
  const db = new pg.Client(url)
  await db.connect()
  const before = [Date.now(), time.clock().getTime(), await nowOf(db)]
  const over: string[] = []
  const cancelled = setTimeout(() => over.push('cancelled'), 3_000)
  const long = setTimeout(() => over.push('long'), HOUR_MS / 2)
  setTimeout((name: string) => over.push(name), 2_000, 'second')
  const paused = pause(1_000).then(() => over.push('paused'))
  setTimeout(() => over.push('first'), 500)
  clearTimeout(cancelled)
  assert.deepEqual(over, [])

  await time.ahead(HOUR_MS)
  await paused
  clearTimeout(long)
  assert.deepEqual(over, ['first', 'second', 'paused'])
  const after = [Date.now(), time.clock().getTime(), await nowOf(db)]
  const movedBy = after.map((at, index) => Math.floor((at - before[index]!) / HOUR_MS))
  await Promise.all([db.end(), time.close()])
  assert.deepEqual(movedBy, [1, 1, 1])
})

it('moves what columns are given by default, too', async (t) => {
  const url = await freshDatabase(t, 'clock')
  const db = new pg.Client(url)
  await db.connect()
  await db.query('create table cup (made_at timestamptz not null default now())')
  const time = await movedClock([url])
  await time.ahead(HOUR_MS)
  const { rows } = await db.query<{ made_at: Date }>('insert into cup default values returning made_at')
  const late = rows[0]!.made_at.getTime() - Date.now()
  await Promise.all([db.end(), time.close()])
  assert.ok(Math.abs(late) < HOUR_MS / 2, `late by ${late} ms`)
})

it('gives a pause up when its signal says so', async (t) => {
  const time = await movedClock([await freshDatabase(t, 'clock')])
  const stop = new AbortController()
  const paused = pause(1_000, undefined, { signal: stop.signal })
  stop.abort()
  await assert.rejects(paused, { name: 'AbortError' })
  await time.ahead(2_000)
  await time.close()
})

it('gives the time back when the last clock is closed', async (t) => {
  const time = await movedClock([await freshDatabase(t, 'clock')])
  await time.ahead(HOUR_MS)
  await time.close()
  assert.ok(Math.abs(Date.now() - new Date().getTime()) < 1_000)
})

async function nowOf(db: pg.Client): Promise<number> {
  const { rows } = await db.query<{ now: Date }>('select now()')
  return rows[0]!.now.getTime()
}
