import type { Mutant } from '../mutant.ts'

const STORE = 'services/cart-service/src/store'

export const CARTS: readonly Mutant[] = [
  {
    name: 'version-of-a-cart',
    promise: 'No change of a cart is lost under another (P8)',
    file: `${STORE}/statement-texts.ts`,
    text: 'and cart.version = given.before and not',
    instead: 'and not',
    tests: [`${STORE}/cart-store.test.ts`],
  },
  {
    name: 'cart-change-once',
    promise: 'A change that is asked for again is made once (P7)',
    file: `${STORE}/statement-texts.ts`,
    text: ' and not given.once = any(cart.applied)',
    instead: '',
    tests: [`${STORE}/cart-store.test.ts`],
  },
]
