import { setTimeout as pause } from 'node:timers/promises'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import type { Seeded } from '@mallhive/testkit'
import { expected } from '../surroundings/services.ts'
import { customerOf } from './customer.ts'
import type { FragileShop } from './fragile-shop.ts'
import type { PostOffice } from './post-office.ts'

/** When the provider's word of the shopper's answer comes, as seen from the shopper's return. */
const WEBHOOKS = ['before', 'after', 'at once', 'twice', 'late', 'reordered', 'lost'] as const
const RETURNS = ['once', 'twice', 'from two tabs', 'never'] as const
const ANSWERS = ['approve', 'decline'] as const
const JITTER_MS = 25
/** The provider counts the changes of a charge: it asks for the shopper, it has their answer, it has captured. */
const ANSWERED = 2
const CAPTURED = 3

export interface Mix {
  readonly webhook: (typeof WEBHOOKS)[number]
  readonly back: (typeof RETURNS)[number]
  readonly answer: (typeof ANSWERS)[number]
}
/** All there are: 56. */
export const MIXES: readonly Mix[] = WEBHOOKS.flatMap((webhook) =>
  RETURNS.flatMap((back) => ANSWERS.map((answer) => ({ webhook, back, answer }))),
)
export const nameOf = ({ webhook, back, answer }: Mix): string =>
  `webhook ${webhook}, returns ${back}, ${answer === 'approve' ? 'yes' : 'no'}`

/** Somebody whose bank asks them, up to the moment when all have said what they will; answers the order's id. */
export async function atTheBank(
  shop: FragileShop,
  office: PostOffice,
  mix: Mix,
  { variantId, seed }: { readonly variantId: string; readonly seed: Seeded },
): Promise<string> {
  const { orders, order, tellBank } = await customerOf(shop)
  const placed = expected(202, await orders.placeOrder(await order(variantId, TEST_CARDS.asksForSecondStep)))
  const orderId = placed.id

  const { webhook, back, answer } = mix
  if (webhook !== 'reordered') await office.release(orderId, 'in order')
  await office.handle(orderId, webhook === 'before' ? 'goes' : webhook === 'lost' ? 'lost' : 'held')
  await tellBank(placed, answer)
  await office.told(orderId, ANSWERED)
  await pause(seed.integer(`${nameOf(mix)} returns`, JITTER_MS))

  const comesBack = async () => void expected(200, await orders.resumeOrder({ params: { orderId } }))
  const returns = async () => {
    if (back === 'from two tabs') await Promise.all([comesBack(), comesBack()])
    else for (let times = { once: 1, twice: 2, never: 0 }[back]; times > 0; times--) await comesBack()
  }
  const comes = { 'at once': 'goes', twice: 'twice' } as const
  if (webhook === 'at once' || webhook === 'twice')
    await Promise.all([returns(), office.handle(orderId, comes[webhook])])
  else await returns()
  if (webhook === 'after') await office.handle(orderId, 'goes')
  if (webhook === 'reordered') {
    if (answer === 'approve' && back !== 'never') await office.told(orderId, CAPTURED)
    await office.release(orderId, 'reversed')
    await office.handle(orderId, 'goes')
  }
  return orderId
}
