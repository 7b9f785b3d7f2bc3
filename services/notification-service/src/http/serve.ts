import type { Handler } from '@mallhive/chassis'
import type { RouteSpec } from '@mallhive/contract'

/** How the chassis takes an operation. */
export type Serve = <R extends RouteSpec>(spec: R, handle: Handler<R>) => void
