import { event, Id } from '@mallhive/contract'
import { Money } from '@mallhive/kernel'
import { Type } from 'typebox'

const Line = Type.Object({ itemId: Id, variantId: Id, quantity: Type.Integer() })
const facts = { userId: Id, version: Type.Integer() }

export const itemAdded = event({
  name: 'cart.item-added',
  version: 1,
  summary: 'Something was put into a cart',
  data: Type.Object({ ...facts, ...Line.properties, added: Type.Integer() }),
})
export const itemUpdated = event({
  name: 'cart.item-updated',
  version: 1,
  summary: 'A line holds another quantity',
  data: Type.Object({ ...facts, ...Line.properties }),
})
export const itemRemoved = event({
  name: 'cart.item-removed',
  version: 1,
  summary: 'A line was taken out, by the shopper or because it was bought',
  data: Type.Object({ ...facts, ...Line.properties, bought: Type.Boolean() }),
})
export const cartCleared = event({
  name: 'cart.cleared',
  version: 1,
  summary: 'Everything was taken out',
  data: Type.Object(facts),
})
export const cartMerged = event({
  name: 'cart.merged',
  version: 1,
  summary: 'A guest’s cart was taken over',
  data: Type.Object({ ...facts, guestId: Id }),
})
export const cartCheckedOut = event({
  name: 'cart.checked-out',
  version: 1,
  summary: 'Checkout began with these lines',
  data: Type.Object({ ...facts, lines: Type.Array(Line), subtotal: Money }),
})
