import type { Database } from '@mallhive/chassis'
import type { EventMessage } from '@mallhive/contract'
import type { Place } from '../domain/adding.ts'
import type { Cart, Line } from '../domain/cart.ts'
import { LOOK, LOOK_FOR_PLACE, SAVE, type LineJson } from './statement-texts.ts'
import { rowOf, type CartTables } from './tables.ts'

export interface Looked {
  readonly cart: Cart
  /** The change of this name was applied already. */
  readonly isApplied: boolean
}
export interface LookedForPlace {
  readonly place: Place
  readonly isApplied: boolean
}

interface CartRow {
  readonly version: number
  readonly updated_at: number | null
  readonly is_applied: boolean | null
  readonly lines: readonly LineJson[]
}

interface PlaceRow {
  readonly version: number
  readonly is_applied: boolean | null
  readonly line: LineJson | null
  readonly line_count: number
}

/** What a decision changes of a cart that is still at the version that it was made for. */
export interface Difference {
  readonly userId: string
  readonly once: string
  readonly before: number
  readonly after: number
  readonly updatedAt: Date | undefined
  /** Lines that are new or say something else. */
  readonly lines: readonly Line[]
  /** Ids of lines that are not there any more. */
  readonly gone: readonly string[]
}

/** One statement each, shared with all who come at the same time: one round trip and at most one commit. */
export function cartStatements({ batched }: Pick<Database<CartTables>, 'batched'>) {
  const look = batched<{ user_id: string; once: string | null }, CartRow>({
    columns: 'user_id uuid, once uuid',
    parts: LOOK,
  })
  const lookForPlace = batched<{ user_id: string; once: string; variant_id: string; note: string | null }, PlaceRow>({
    columns: 'user_id uuid, once uuid, variant_id uuid, note text',
    parts: LOOK_FOR_PLACE,
  })
  const save = batched<ReturnType<typeof inputOf>, object>({
    columns: 'user_id uuid, once uuid, before int, after int, updated_at timestamptz, gone uuid[], lines json',
    parts: SAVE,
    key: ({ user_id }) => user_id,
  })

  return {
    async look(userId: string, once: string | null): Promise<Looked | undefined> {
      const row = await look({ user_id: userId, once })
      if (!row) return undefined
      const { version, updated_at: updatedAt, is_applied: isApplied, lines } = row
      const cart = { userId, version, lines: lines.map(lineOf), updatedAt: dateOf(updatedAt) }
      return { cart, isApplied: isApplied === true }
    },

    async lookForPlace(
      userId: string,
      { variantId, note }: Pick<Line, 'variantId' | 'note'>,
      once: string,
    ): Promise<LookedForPlace> {
      const row = await lookForPlace({ user_id: userId, once, variant_id: variantId, note: note ?? null })
      if (!row) return { place: { userId, version: 0, present: undefined, lineCount: 0 }, isApplied: false }
      const { version, is_applied: isApplied, line, line_count: lineCount } = row
      return {
        place: { userId, version, present: line ? lineOf(line) : undefined, lineCount },
        isApplied: isApplied === true,
      }
    },

    /** False, with nothing done and nothing stated, when the cart is at another version or the change was applied already. */
    save: async (difference: Difference, events: readonly EventMessage[]): Promise<boolean> =>
      (await save(inputOf(difference), events)) !== undefined,
  }
}
export type CartStatements = ReturnType<typeof cartStatements>

const inputOf = ({ userId, once, before, after, updatedAt, lines, gone }: Difference) => ({
  user_id: userId,
  once,
  before,
  after,
  updated_at: updatedAt ?? null,
  gone: gone.length > 0 ? gone : null,
  lines: lines.map((line) => rowOf(userId, line)),
})

const dateOf = (epochMs: number | null) => (epochMs === null ? undefined : new Date(epochMs))

const lineOf = ([itemId, variantId, quantity, note, amount, currency, addedAt]: LineJson): Line => ({
  itemId,
  variantId,
  quantity,
  note: note ?? undefined,
  priceSeen: { amount, currency },
  addedAt: new Date(addedAt),
})
