import { route } from '@mallhive/contract'
import { Type, type Static } from 'typebox'
import { Facet } from './search.ts'

/** What the list page offers to filter by. */
export const ListFilter = Type.Object(
  {
    key: Type.String({
      pattern: '^(vendor|type|tag|price|available|option:[^:]{1,255})$',
      description: 'As in the query: vendor, type, tag, price, available or option:NAME',
    }),
    label: Type.String({ minLength: 1, maxLength: 255 }),
    display: Facet.properties.display,
  },
  { additionalProperties: false },
)
export type ListFilter = Static<typeof ListFilter>

/** What the colours look like that options name, whatever their capitals. */
export const Swatches = Type.Record(
  Type.String({ minLength: 1, maxLength: 255 }),
  Type.String({ pattern: '^#[0-9a-fA-F]{6}$', description: 'Such as #b7694a' }),
  { maxProperties: 1_000 },
)
export type Swatches = Static<typeof Swatches>
const Filters = Type.Object({ items: Type.Array(ListFilter), swatches: Swatches })

export const filterRoutes = {
  listFilters: route({
    operationId: 'listFilters',
    summary: 'The filters that the merchant chose, in order; none: the shop chooses by itself',
    method: 'GET',
    path: '/v1/filters',
    access: ['admin'],
    replies: { 200: Filters },
  }),
  setFilters: route({
    operationId: 'setFilters',
    summary:
      'Choose what lists offer to filter by; an empty list leaves it to the shop. Swatches stay when none are sent',
    method: 'PUT',
    path: '/v1/filters',
    access: ['admin'],
    body: Type.Object(
      { filters: Type.Array(ListFilter, { maxItems: 30 }), swatches: Type.Optional(Swatches) },
      { additionalProperties: false },
    ),
    repeatable: true,
    replies: { 200: Filters },
  }),
}
