import { event, Id } from '@mallhive/contract'
import { Money } from '@mallhive/kernel'
import { Type } from 'typebox'

const ProductFacts = Type.Object({
  productId: Id,
  handle: Type.String(),
  title: Type.String(),
  variantIds: Type.Array(Id),
  visible: Type.Boolean(),
})
const Held = Type.Object({ orderId: Id, lines: Type.Array(Type.Object({ variantId: Id, quantity: Type.Integer() })) })

export const productCreated = event({
  name: 'product.created',
  version: 1,
  summary: 'A product was made',
  data: ProductFacts,
})
export const productUpdated = event({
  name: 'product.updated',
  version: 1,
  summary: 'What a product says has changed',
  data: ProductFacts,
})
export const productDeleted = event({
  name: 'product.deleted',
  version: 1,
  summary: 'A product left the shop',
  data: Type.Object({ productId: Id, variantIds: Type.Array(Id) }),
})
export const priceChanged = event({
  name: 'price.changed',
  version: 1,
  summary: 'A variant costs something else now',
  data: Type.Object({ variantId: Id, productId: Id, before: Type.Optional(Money), now: Money }),
})
export const stockChanged = event({
  name: 'stock.changed',
  version: 1,
  summary: 'A variant’s stock was changed by import, adjustment or return',
  data: Type.Object({ variantId: Id, onHand: Type.Integer(), reserved: Type.Integer(), reason: Type.String() }),
})
export const stockReserved = event({
  name: 'stock.reserved',
  version: 1,
  summary: 'All lines of an order are held',
  data: Held,
})
export const stockCommitted = event({
  name: 'stock.committed',
  version: 1,
  summary: 'What an order held has left the stock',
  data: Held,
})
export const stockReleased = event({
  name: 'stock.released',
  version: 1,
  summary: 'What an order held is free again',
  data: Type.Intersect([Held, Type.Object({ expired: Type.Boolean() })]),
})
