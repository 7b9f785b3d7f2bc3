import assert from 'node:assert/strict'
import { it } from 'node:test'
import pino from 'pino'
import { logger } from './telemetry.ts'

it('services of one process write by one destination, so that those that have stopped leave none behind that goes on flushing', () => {
  const destination = (service: string) =>
    (logger(service, { LOG_LEVEL: 'silent' }) as unknown as Record<symbol, unknown>)[pino.symbols.streamSym]
  assert.equal(destination('cart-service'), destination('order-service'))
})
