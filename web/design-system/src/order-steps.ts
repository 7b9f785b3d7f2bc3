import type { Formats } from './format.ts'
import { fill, type Messages } from './messages/messages.ts'
import type { Step } from './timeline.tsx'

/** What of an order its timeline is made of; an `Order` of order-service fits. */
export interface OrderFacts {
  readonly state: string
  readonly paymentStatus: string
  readonly fulfilmentStatus: string
  readonly placedAt: string
  readonly confirmedAt?: string | undefined
  readonly shipping: { readonly arrivesFrom: string; readonly arrivesTo: string }
  readonly payment: { readonly brand?: string | undefined; readonly last4?: string | undefined }
  readonly timeline: readonly { readonly what: string; readonly at: string }[]
}

/** The timeline of an order: what happened with its time, what happens now, what comes. Only what is true. */
export function orderSteps(order: OrderFacts, words: Messages['order'], format: Formats): readonly Step[] {
  const received: Step = { state: 'done', title: words.steps.received, note: format.dateTime(order.placedAt) }
  const at = (what: string) => order.timeline.findLast((entry) => entry.what === what)?.at
  const noted = (instant: string | undefined) => (instant ? { note: format.dateTime(instant) } : {})
  if (order.state === 'cancelled') {
    const refunded: Step = { state: 'done', title: words.steps.refunded, ...noted(at('refunded')) }
    const cancelled: Step = { state: 'done', title: words.steps.cancelled, ...noted(at('cancelled')) }
    return [received, cancelled, ...(order.paymentStatus === 'refunded' ? [refunded] : [])]
  }
  if (order.state === 'failed') return [received, { state: 'now', title: words.steps.failed, ...noted(at('failed')) }]
  if (order.state === 'pending') return [received, { state: 'now', title: words.steps.waiting }]
  return [received, paidStep(order, words, format), ...parcelSteps(order, words, format)]
}

function paidStep({ confirmedAt, payment }: OrderFacts, words: Messages['order'], format: Formats): Step {
  const card = cardEnding(payment, words)
  const note = [confirmedAt && format.dateTime(confirmedAt), card].filter(Boolean).join(', ')
  return { state: 'done', title: words.steps.paid, note }
}

function parcelSteps({ fulfilmentStatus, shipping }: OrderFacts, words: Messages['order'], format: Formats): Step[] {
  const dates = format.dayRange(shipping.arrivesFrom, shipping.arrivesTo)
  const reached = ['shipped', 'delivered'].indexOf(fulfilmentStatus) + 1
  const titles = [words.steps.packing, words.steps.shipped, reached === 2 ? words.steps.delivered : words.steps.arrives]
  const notes = [undefined, undefined, reached === 2 ? undefined : dates]
  return titles.map((title, index) => ({
    state: index < reached || reached === 2 ? 'done' : index === reached ? 'now' : 'to-come',
    title,
    note: notes[index],
  }))
}

/** `Visa, ending 4242`; undefined while no card is known. */
export const cardEnding = ({ brand, last4 }: OrderFacts['payment'], words: Messages['order']): string | undefined =>
  brand && last4 ? fill(words.cardEnding, { brand, digits: last4 }) : undefined

/** An order's state in a word, with the tone to say it in. */
export function orderStatus(
  { state, fulfilmentStatus }: Pick<OrderFacts, 'state' | 'fulfilmentStatus'>,
  words: Messages['order'],
) {
  const { states } = words
  if (state === 'pending') return { tone: 'wait', text: states.pending } as const
  if (state === 'failed') return { tone: 'bad', text: states.failed } as const
  if (state === 'cancelled') return { text: states.cancelled } as const
  if (fulfilmentStatus === 'delivered') return { tone: 'good', text: states.delivered } as const
  if (fulfilmentStatus === 'shipped') return { tone: 'good', text: states.shipped } as const
  return { tone: 'wait', text: states.confirmed } as const
}
