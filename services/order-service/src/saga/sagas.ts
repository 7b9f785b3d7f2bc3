import { setTimeout as pause } from 'node:timers/promises'
import { pending } from '@mallhive/chassis'
import type { SagaOrder } from '../domain/order.ts'
import { walk, type WalkNeeds } from './walk.ts'

const CLAIMED_AT_ONCE = 16
const LOOK_AGAIN_MS = 25
const LOOK_AGAIN_MAX_MS = 400

export interface Sagas {
  /** Walks an order whose lease is held, and answers it as it is when it rests, or when the time is over; the walk goes on then. */
  settle(order: SagaOrder): Promise<SagaOrder>
  /** Walks an order now if nobody does, else waits for who does; no longer than a request may take. */
  resume(id: string): Promise<SagaOrder | undefined>
  /** Goes on with an order if nobody walks it; harmless when repeated. One statement at most, which writes nothing when there is nothing to do. */
  poke(id: string): Promise<void>
  /** Goes on with every order whose next step is due: after a crash, a silence, a wait. */
  recover(): Promise<void>
  /** Waits until what this process has said of the order, or of all orders, is stored: who asks next must not see less. */
  stored(id?: string): Promise<void>
  /** Lets walks under way come to rest. */
  drain(): Promise<void>
}

export function sagas(needs: WalkNeeds, patienceMs: number): Sagas {
  const { orders, clock } = needs
  const [walks, lastNotes] = [pending(), pending()]

  async function begin(order: SagaOrder): Promise<SagaOrder> {
    const walking = walk(order, needs)
    const fail = (error: unknown) => needs.log.error({ orderId: order.id, err: error }, 'a walk broke off')
    walks.add(order.id, walking.then(({ stored }) => stored).catch(fail))
    const rest = await walking
    lastNotes.add(order.id, rest.stored)
    return rest.order
  }

  const settle = async (order: SagaOrder): Promise<SagaOrder> => {
    let patience: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((resolve) => {
      patience = setTimeout(resolve, patienceMs, 'late').unref()
    })
    const first = await Promise.race([begin(order), late]).finally(() => clearTimeout(patience))
    if (first !== 'late') return first
    return (await orders.find(order.id)) ?? order
  }

  return {
    settle,
    async resume(id) {
      const giveUpAt = Date.now() + patienceMs
      for (let wait = LOOK_AGAIN_MS; ; wait = Math.min(wait * 2, LOOK_AGAIN_MAX_MS)) {
        const claimed = await orders.claim(id, clock())
        if (claimed) return settle(claimed)
        if (!(await orders.isLeased(id, clock())) || Date.now() > giveUpAt) return orders.find(id)
        await pause(wait)
      }
    },
    async poke(id) {
      if (walks.has(id)) return
      const claimed = await orders.claim(id, clock())
      if (claimed) await begin(claimed)
    },
    async recover() {
      for (;;) {
        const due = await orders.claimDue(clock(), CLAIMED_AT_ONCE)
        await Promise.allSettled(due.map(begin))
        if (due.length < CLAIMED_AT_ONCE) return
      }
    },
    stored: (id) => lastNotes.settled(id),
    drain: () => walks.settled(),
  }
}
