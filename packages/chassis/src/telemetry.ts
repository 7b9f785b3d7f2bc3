import { mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import pino, { type Logger } from 'pino'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { BaseConfig } from './config.ts'
import { currentRequest } from './request-context.ts'

export type { Logger } from 'pino'

/** One JSON line a fact, with the ids of the request that it belongs to. Log ids and numbers, never bodies. */
export function logger(service: string, config: Pick<BaseConfig, 'LOG_LEVEL' | 'LOG_FILE'>): Logger {
  return pino(
    {
      level: config.LOG_LEVEL,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: loggedError },
      formatters: { level: (label) => ({ level: label }) },
      mixin() {
        const request = currentRequest()
        return request ? { requestId: request.requestId, traceId: request.traceparent.slice(3, 35) } : {}
      },
    },
    destinationOf(config.LOG_FILE),
  )
}

type Destination = ReturnType<typeof pino.destination>
const destinations = new Map<string | undefined, Destination>()

/** One for all services of the process, also those that have stopped: each flushes at intervals for as long as the process lives. */
function destinationOf(file: string | undefined): Destination {
  const known = destinations.get(file)
  if (known) return known
  const made = pino.destination({
    dest: file === undefined ? 1 : opened(file),
    sync: false,
    // Many lines in one write: who dies by SIGKILL loses those of the last moment, and nothing else.
    minLength: 4_096,
    periodicFlush: 200,
  })
  destinations.set(file, made)
  return made
}

/** Ends when all that was logged so far is written. */
export async function written(log: Logger): Promise<void> {
  // A flush ends with the write that was under way (sonic-boom's `drain`), whatever has come since: that is for the second.
  for (let flush = 0; flush < 2; flush++) await new Promise((resolve) => log.flush(resolve))
}

/** The rest of an error is not for the log: the database quotes whole rows in its details, with all that is secret in them. */
function loggedError(error: Error) {
  const { type, message, stack } = pino.stdSerializers.err(error)
  const { code, table, constraint } = error as { code?: unknown; table?: unknown; constraint?: unknown }
  return { type, message, stack, code, table, constraint }
}

/** Opened at once: a service that cannot start ends before a file that is opened in the background is there to be written to. */
function opened(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true })
  return openSync(file, 'a')
}

/** A service's own registry, so that several in one process do not mix. */
export function metrics(service: string) {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  const registers = [registry]
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Operations by status',
      labelNames: ['operation', 'status'],
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    calls: new Histogram({
      name: 'service_call_duration_seconds',
      help: 'Calls to neighbours by outcome',
      labelNames: ['target', 'operation', 'outcome'],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
      registers,
    }),
    outboxWaiting: new Gauge({ name: 'outbox_waiting', help: 'Events that have not reached the bus', registers }),
    eventsHandled: new Counter({
      name: 'events_handled_total',
      help: 'Events by consumer and outcome',
      labelNames: ['consumer', 'outcome'],
      registers,
    }),
    eventsDead: new Gauge({ name: 'events_dead', help: 'Events that wait for a person', registers }),
  }
}
export type Metrics = ReturnType<typeof metrics>

/** Memory, processor time, event loop: once a process, whichever service is asked. */
export function watchProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
}
