import type { Handler } from '@mallhive/chassis'
import type { RouteSpec } from '@mallhive/contract'

/** Offers an operation of the contract. */
export type Serve = <R extends RouteSpec>(spec: R, handle: Handler<R>) => void
