import { addressOf } from '@mallhive/design-system/forms'
import { goTo, type Shop } from '@mallhive/design-system/server'

/** Why the account was not made; the page has the words. */
export type KeepFault = 'password' | 'taken' | 'away'

const PASSWORD_LETTERS = { min: 10, max: 200 } as const

/** The guest keeps the order in an account: the same person, now with a password. Their address is kept, too. */
export async function keepAccount(shop: Shop, orderId: string, form: FormData): Promise<KeepFault | Response> {
  const password = String(form.get('password') ?? '')
  if (password.length < PASSWORD_LETTERS.min || password.length > PASSWORD_LETTERS.max) return 'password'
  const order = await shop.orders.getOrder({ params: { orderId } })
  if (order.status !== 200) return 'away'
  const { email, shippingAddress } = order.body
  const body = { email, password, name: shippingAddress.name, language: shop.language }
  const registered = await shop.users.register({ body })
  const back = goTo(shop, `${addressOf.confirmation(orderId)}?kept`)
  if (registered.status === 409) return registered.body.code === 'user.email_taken' ? 'taken' : back
  if (registered.status !== 201) return 'away'

  shop.keep(registered.body)
  const address = { address: shippingAddress, isDefault: true }
  // The account stands; that an address could not be kept is no reason to say otherwise.
  await shop.users.addAddress({ params: { userId: registered.body.user.id }, body: address })
  return back
}
