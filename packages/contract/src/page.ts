import { Type, type TSchema } from 'typebox'

export const PAGE_MAX = 100
export const PAGE_DEFAULT = 24

/** Asks for one page of a list: at most `limit` things after `cursor`. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX, default: PAGE_DEFAULT })),
  cursor: Type.Optional(Type.String({ maxLength: 500, description: 'From `nextCursor` of the page before' })),
}

/** One page of a list. No `nextCursor`: it was the last. */
export const PageOf = <S extends TSchema>(item: S) =>
  Type.Object({ items: Type.Array(item), nextCursor: Type.Optional(Type.String()) })
