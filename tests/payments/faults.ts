import type { Service } from '@mallhive/chassis'

type Work = (...given: never[]) => Promise<unknown>
/** Called in place of an operation; `work` is the operation itself. */
export type Fault = (operation: string, work: () => Promise<unknown>) => Promise<unknown>

/** A process that dies is an error that nobody expects: neither a refusal nor an outage. */
export class Died extends Error {}

/** The service, whose handlers run as the fault wants it. */
export const failingHandlers = (service: Service, fault: Fault): Service => ({
  ...service,
  start: (context) =>
    service.start({
      ...context,
      serve: (spec, handle) =>
        context.serve(spec, ((given: never) =>
          fault(spec.operationId, () => (handle as unknown as Work)(given))) as unknown as typeof handle),
    }),
})

/** The service, whose calls of a neighbour go as the fault wants it. */
export const failingCalls = (service: Service, neighbour: string, fault: Fault): Service => ({
  ...service,
  start(context) {
    const real = context.clients[neighbour] as unknown as Record<string, Work>
    const failing = Object.fromEntries(
      Object.entries(real).map(([name, work]) => [name, (given: never) => fault(name, () => work(given))]),
    )
    return service.start({ ...context, clients: { ...context.clients, [neighbour]: failing as never } })
  },
})
