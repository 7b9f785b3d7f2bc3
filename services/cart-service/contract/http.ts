import { api, Handle, Id, Instant, problems, route } from '@mallhive/contract'
import { Money } from '@mallhive/kernel'
import { Picture } from '@mallhive/product-service/contract'
import { Type, type Static } from 'typebox'

export const CART_LIMITS = { lines: 250, quantity: 999, note: 500 } as const

export const cartProblems = problems({
  'cart.full': { status: 409, title: 'No more lines fit into the cart' },
  'cart.quantity_too_large': { status: 409, title: 'No line may hold so many' },
  'cart.variant_unknown': { status: 422, title: 'The shop does not have this variant' },
  'cart.sold_out': { status: 409, title: 'This is sold out' },
  'cart.item_not_found': { status: 404, title: 'This line is not in the cart' },
  'cart.not_a_guest': { status: 422, title: 'Only a guest’s cart can be merged, with the guest’s own access token' },
  'cart.empty': { status: 409, title: 'The cart is empty' },
  'cart.not_ready': { status: 409, title: 'Something in the cart cannot be bought as it is' },
})

const UserId = Type.Object({ userID: Id })
const ItemId = Type.Object({ userID: Id, itemID: Id })
const Quantity = Type.Integer({ minimum: 1, maximum: CART_LIMITS.quantity })
const ifMatch = Type.Object({ 'if-match': Type.Optional(Type.String({ maxLength: 100 })) })

/** What product-service says now. `unknown`: it could not be asked. */
export const LineStatus = Type.Union([
  Type.Literal('ok'),
  Type.Literal('price-changed'),
  Type.Literal('low-stock'),
  Type.Literal('sold-out'),
  Type.Literal('unavailable'),
  Type.Literal('unknown'),
])

export const CartLine = Type.Object({
  itemId: Id,
  variantId: Id,
  quantity: Quantity,
  note: Type.Optional(Type.String()),
  addedAt: Instant,
  priceSeen: Money,
  status: LineStatus,
  available: Type.Optional(Type.Integer({ description: 'How many can be bought, when fewer than asked' })),
  product: Type.Optional(
    Type.Object({
      productId: Id,
      handle: Handle,
      title: Type.String(),
      variantTitle: Type.String(),
      picture: Type.Optional(Picture),
      unitPrice: Money,
      compareAt: Type.Optional(Money),
      lineTotal: Money,
    }),
  ),
})
export type CartLine = Static<typeof CartLine>

/** A cart nobody has touched yet is an empty cart. */
export const Cart = Type.Object({
  userId: Id,
  version: Type.Integer(),
  lines: Type.Array(CartLine),
  count: Type.Integer({ description: 'Things in it, not lines' }),
  subtotal: Type.Optional(Money),
  updatedAt: Type.Optional(Instant),
})
export type Cart = Static<typeof Cart>

export const MergeReport = Type.Object({
  cart: Cart,
  added: Type.Array(Id, { description: 'Variants that came with the guest' }),
  summed: Type.Array(Id, { description: 'Variants that were in both' }),
  capped: Type.Array(Id, { description: 'Variants of which not all fitted' }),
})

/** Ports 8080 alone, 8083 in the mall: carts. */
export const cartApi = api('cart-service', {
  getCart: route({
    operationId: 'getCart',
    summary: 'The cart, with what the shop says of each line now',
    method: 'GET',
    path: '/v1/cart/:userID',
    access: ['owner'],
    owner: 'userID',
    params: UserId,
    replies: { 200: Cart },
  }),
  addItem: route({
    operationId: 'addItem',
    summary: 'Add to the cart; adds commute and need no version',
    method: 'POST',
    path: '/v1/cart/:userID/items',
    access: ['owner'],
    owner: 'userID',
    params: UserId,
    headers: Type.Object({
      prefer: Type.Optional(
        Type.String({
          maxLength: 200,
          description: '`return=minimal`: no cart but 204 and its ETag, at the same cost however long the cart is',
        }),
      ),
    }),
    body: Type.Object(
      {
        variantId: Id,
        quantity: Quantity,
        note: Type.Optional(Type.String({ minLength: 1, maxLength: CART_LIMITS.note })),
      },
      { additionalProperties: false },
    ),
    replies: { 200: Cart, 204: Type.Undefined() },
    problems: ['cart.full', 'cart.quantity_too_large', 'cart.variant_unknown', 'cart.sold_out'],
  }),
  updateItem: route({
    operationId: 'updateItem',
    summary: 'Set how many, or the note; also takes the price of now as seen',
    method: 'PATCH',
    path: '/v1/cart/:userID/items/:itemID',
    access: ['owner'],
    owner: 'userID',
    params: ItemId,
    headers: ifMatch,
    body: Type.Object(
      { quantity: Type.Optional(Quantity), note: Type.Optional(Type.String({ maxLength: CART_LIMITS.note })) },
      { additionalProperties: false, minProperties: 1 },
    ),
    repeatable: true,
    replies: { 200: Cart },
    problems: ['cart.item_not_found', 'cart.quantity_too_large', 'version.mismatch'],
  }),
  removeItem: route({
    operationId: 'removeItem',
    summary: 'Take a line out',
    method: 'DELETE',
    path: '/v1/cart/:userID/items/:itemID',
    access: ['owner'],
    owner: 'userID',
    params: ItemId,
    headers: ifMatch,
    repeatable: true,
    replies: { 200: Cart },
    problems: ['version.mismatch'],
  }),
  clearCart: route({
    operationId: 'clearCart',
    summary: 'Take everything out',
    method: 'DELETE',
    path: '/v1/cart/:userID',
    access: ['owner'],
    owner: 'userID',
    params: UserId,
    headers: ifMatch,
    repeatable: true,
    replies: { 200: Cart },
    problems: ['version.mismatch'],
  }),
  mergeCart: route({
    operationId: 'mergeCart',
    summary: 'Take over a guest’s cart, once, and say what happened',
    method: 'POST',
    path: '/v1/cart/:userID/merge',
    access: ['owner'],
    owner: 'userID',
    params: UserId,
    body: Type.Object(
      { guestToken: Type.String({ minLength: 1, maxLength: 4_000, description: 'The guest’s access token' }) },
      { additionalProperties: false },
    ),
    repeatable: true,
    replies: { 200: MergeReport },
    problems: ['cart.not_a_guest'],
  }),
  acceptPrices: route({
    operationId: 'acceptPrices',
    summary: 'The shopper has seen what changed: take the prices of now as seen',
    method: 'POST',
    path: '/v1/cart/:userID/accept-prices',
    access: ['owner'],
    owner: 'userID',
    params: UserId,
    repeatable: true,
    replies: { 200: Cart },
  }),
  checkOut: route({
    operationId: 'checkOut',
    summary: 'Verify name, price and stock of every line with product-service and state that checkout began',
    method: 'POST',
    path: '/v1/cart/:userID/checkout',
    access: ['owner'],
    owner: 'userID',
    params: UserId,
    replies: { 200: Cart },
    problems: ['cart.empty', 'cart.not_ready', 'version.mismatch'],
  }),
})
