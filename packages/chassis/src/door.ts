import { commonProblems, problemOf, type Answer, type RouteSpec } from '@mallhive/contract'
import { Counter, Gauge } from 'prom-client'
import type { BaseConfig } from './config.ts'
import { currentRequest } from './request-context.ts'
import { openRoom } from './room.ts'
import type { Metrics } from './telemetry.ts'

/** What ends begun work may be under way this many times as often as anything else. */
const ROOM_TO_FINISH = 2
/** Spread, so that those who were refused together do not come back together. */
const RETRY_AFTER_MAX_SECONDS = 3

/** Where requests come in from the network. When a service has too much to do, it refuses new work here, before the work has cost anything. */
export interface Door {
  /** A refusal when there is no room for this request. */
  refuse(spec: RouteSpec): Answer | undefined
  /** Counts the work as under way until it ends, also when the client has gone. */
  during(work: Promise<Answer>): Promise<Answer>
  close(): void
}

/**
 * Holds a service to `REQUESTS_UNDER_WAY_MAX` requests at once, and to fewer while the process cannot keep up (`LOOP_DELAY_MAX_MS`). Calls within
 * a process do not pass the door: what was let in is carried to its end. What other services ask, and what ends begun work, is refused last.
 */
export function openDoor(config: BaseConfig, metrics: Metrics): Door {
  const { REQUESTS_UNDER_WAY_MAX: max, LOOP_DELAY_MAX_MS: delayMaxMs } = config
  const room = openRoom(max, delayMaxMs)
  let underWay = 0
  const leave = () => void (underWay -= 1)
  const refused = measured(metrics, { underWay: () => underWay, limit: room.now })
  return {
    refuse(spec) {
      if (underWay < (isRefusedLast(spec) ? max * ROOM_TO_FINISH : room.now())) return undefined
      refused.inc()
      return overloaded()
    },
    during(work) {
      underWay += 1
      work.then(leave, leave)
      return work
    },
    close: room.close,
  }
}

const isRefusedLast = ({ access, finishesWork }: RouteSpec) =>
  finishesWork === true || access.some((who) => who.startsWith('service:'))

function overloaded(): Answer {
  const seconds = 1 + Math.floor(Math.random() * RETRY_AFTER_MAX_SECONDS)
  const problem = problemOf(commonProblems, { code: 'service.overloaded' })
  return {
    status: problem.status,
    body: { ...problem, requestId: currentRequest()?.requestId },
    headers: { 'retry-after': String(seconds) },
  }
}

function measured({ registry }: Metrics, now: { underWay: () => number; limit: () => number }): Counter {
  const registers = [registry]
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('http_requests_under_way', 'Requests from the network that are being worked on', now.underWay)
  gauge('http_requests_under_way_limit', 'How many of them there may be now', now.limit)
  return new Counter({ name: 'http_requests_refused_total', help: 'Requests that found no room', registers })
}
