import { textOf, looksLikeEmail } from '@mallhive/design-system/forms'
import type { Shop } from '@mallhive/design-system/server'

export type SignInFault = 'wrong' | 'tooMany' | 'away'
export type RegisterFault = 'name' | 'email' | 'password' | 'taken' | 'away'

/** What was typed, but for passwords. */
export interface Typed {
  readonly email: string
  readonly newName: string
  readonly newEmail: string
}
export const readTyped = (form: FormData): Typed => ({
  email: textOf(form, 'email').slice(0, 254),
  newName: textOf(form, 'new-name').slice(0, 200),
  newEmail: textOf(form, 'new-email').slice(0, 254),
})

/** Signs in; a guest's cart comes along at once. `undefined`: done. */
export async function signIn(shop: Shop, form: FormData): Promise<SignInFault | undefined> {
  const [email, password] = [textOf(form, 'email'), String(form.get('password') ?? '')]
  if (email === '' || email.length > 254 || password === '' || password.length > 200) return 'wrong'
  const guestToken = shop.visitor?.isGuest ? shop.accessToken : undefined
  const reply = await shop.users.signIn({ body: { email, password } })
  if (reply.status === 429) return 'tooMany'
  if (reply.status !== 201) return reply.status === 401 ? 'wrong' : 'away'
  shop.keep(reply.body)
  // user-service tells cart-service by an event, too; asked here, the cart is there on the next page.
  if (guestToken) await shop.carts.mergeCart({ params: { userID: reply.body.user.id }, body: { guestToken } })
  return undefined
}

/** Makes an account. A guest becomes it and keeps cart and orders. `undefined`: done. */
export async function register(shop: Shop, form: FormData): Promise<RegisterFault | undefined> {
  const { newName: name, newEmail: email } = readTyped(form)
  const password = String(form.get('new-password') ?? '')
  if (name === '') return 'name'
  if (!looksLikeEmail(email)) return 'email'
  if (password.length < 10 || password.length > 200) return 'password'
  const reply = await shop.users.register({ body: { email, password, name, language: shop.language } })
  if (reply.status === 201) {
    shop.keep(reply.body)
    return undefined
  }
  if (reply.status === 409) return reply.body.code === 'user.email_taken' ? 'taken' : undefined
  return reply.status === 400 ? 'email' : 'away'
}
