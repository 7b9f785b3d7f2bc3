import { Id, Instant } from '@mallhive/contract'
import { Type, type Static } from 'typebox'
import { LIMITS } from './product.ts'

export const StockLevel = Type.Object({
  variantId: Id,
  location: Type.String(),
  onHand: Type.Integer(),
  reserved: Type.Integer(),
  available: Type.Integer({ description: 'onHand − reserved' }),
})
export type StockLevel = Static<typeof StockLevel>

export const LedgerReason = Type.Enum(['import', 'adjust', 'reserve', 'commit', 'release', 'expire', 'return'])

/** One change of one level. The sum of the ledger is the level. */
export const LedgerEntry = Type.Object({
  id: Id,
  variantId: Id,
  location: Type.String(),
  reason: LedgerReason,
  onHandBy: Type.Integer(),
  reservedBy: Type.Integer(),
  orderId: Type.Optional(Id),
  actor: Type.String({ description: 'Who: a user id or a service' }),
  note: Type.Optional(Type.String()),
  at: Instant,
})
export type LedgerEntry = Static<typeof LedgerEntry>

export const ReserveLines = Type.Array(
  Type.Object(
    { variantId: Id, quantity: Type.Integer({ minimum: 1, maximum: LIMITS.quantity }) },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: 250, description: 'The same variant on two lines is summed' },
)

/** Named by its order: one order has one reservation. */
export const Reservation = Type.Object({
  orderId: Id,
  state: Type.Union([
    Type.Literal('held'),
    Type.Literal('committed'),
    Type.Literal('released'),
    Type.Literal('expired'),
    Type.Literal('restocked'),
  ]),
  expiresAt: Type.Optional(Instant),
  lines: Type.Array(Type.Object({ variantId: Id, quantity: Type.Integer() })),
})
export type Reservation = Static<typeof Reservation>

/** `details` of the problem stock.short: every line that is short, and by how much. */
export const Shortage = Type.Object({
  lines: Type.Array(Type.Object({ variantId: Id, asked: Type.Integer(), available: Type.Integer() })),
})
export type Shortage = Static<typeof Shortage>
