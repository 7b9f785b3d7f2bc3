import { callerName, refuse, type Caller, type Serve } from '@mallhive/chassis'
import type { Clock, Result } from '@mallhive/kernel'
import { productApi } from '../../contract/http.ts'
import { productProblems } from '../../contract/problems.ts'
import { reservationView, type StoredReservation } from '../store/reservation-rows.ts'
import type { ReservationError, Reservations } from '../store/reservations.ts'

const refused = refuse(productProblems)
const { routes } = productApi
const MINUTE_MS = 60_000
const HOLD_MINUTES = 15

export interface ReservationParts {
  readonly serve: Serve
  readonly reservations: Reservations
  readonly clock: Clock
}

/** What order-service asks while an order goes its way. Every step may be asked again. */
export function reservationRoutes({ serve, reservations, clock }: ReservationParts): void {
  const by = (caller: Caller) => ({ actor: callerName(caller), at: clock() })
  const until = (minutes: number) => new Date(clock().getTime() + minutes * MINUTE_MS)

  serve(routes.reserve, async ({ body, caller }) => {
    const { orderId, lines, holdMinutes = HOLD_MINUTES } = body
    return answer(await reservations.reserve({ orderId, lines, until: until(holdMinutes) }, by(caller)))
  })
  serve(routes.getReservation, async ({ params }) => {
    const found = await reservations.find(params.orderId)
    return found ? { status: 200, body: reservationView(found) } : refused({ code: 'reservation.not_found' })
  })
  serve(routes.commitReservation, async ({ params, caller }) =>
    answer(await reservations.commit(params.orderId, by(caller))),
  )
  serve(routes.releaseReservation, async ({ params, caller }) =>
    answer(await reservations.release(params.orderId, by(caller))),
  )
  serve(routes.extendReservation, async ({ params, body, caller }) =>
    answer(await reservations.extend(params.orderId, until(body.holdMinutes), by(caller))),
  )
  serve(routes.restock, async ({ params, caller }) => answer(await reservations.restock(params.orderId, by(caller))))
}

function answer(outcome: Result<StoredReservation, ReservationError>) {
  return outcome.ok ? ({ status: 200, body: reservationView(outcome.value) } as const) : refusal(outcome.error)
}

function refusal(error: ReservationError) {
  if (error.code === 'stock.short') return refused({ code: error.code, details: { lines: error.lines } })
  if (error.code === 'variant.not_found')
    return refused({ code: error.code, details: { variantIds: error.variantIds } })
  return refused({ code: error.code })
}
