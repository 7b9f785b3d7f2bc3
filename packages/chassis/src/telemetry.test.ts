import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it } from 'node:test'
import pino from 'pino'
import { logger, written } from './telemetry.ts'

it('services of one process write by one destination, so that those that have stopped leave none behind that goes on flushing', () => {
  const destination = (service: string) =>
    (logger(service, { LOG_LEVEL: 'silent' }) as unknown as Record<symbol, unknown>)[pino.symbols.streamSym]
  assert.equal(destination('cart-service'), destination('order-service'))
})

it('who waits until all is written finds the last line too, also when a write was under way', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'log-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'lines')
  const log = logger('cart-service', { LOG_LEVEL: 'info', LOG_FILE: file })
  log.info('first')
  log.flush()
  log.info('last')
  await written(log)
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { msg: string }).msg),
    ['first', 'last'],
  )
})
