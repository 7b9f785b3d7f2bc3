import type { Addresses } from '../store/addresses.ts'
import { addressRoutes } from './address-routes.ts'
import { profileRoutes, type ProfileContext } from './profile-routes.ts'
import { sessionRoutes, type SessionContext } from './session-routes.ts'
import { signInRoutes, type SignInContext } from './sign-in-routes.ts'

/** Every operation of the contract. */
export function userRoutes(
  context: SignInContext & SessionContext & ProfileContext & { readonly addresses: Addresses },
): void {
  signInRoutes(context)
  sessionRoutes(context)
  profileRoutes(context)
  addressRoutes(context)
}
