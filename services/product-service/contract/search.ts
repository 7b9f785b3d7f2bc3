import { Handle, PAGE_DEFAULT, PAGE_MAX } from '@mallhive/contract'
import { Money } from '@mallhive/kernel'
import { Type, type Static } from 'typebox'
import { ProductCard } from './product.ts'

const Text = (max: number) => Type.String({ minLength: 1, maxLength: max })

export const Sort = Type.Union([
  Type.Literal('relevance'),
  Type.Literal('featured'),
  Type.Literal('newest'),
  Type.Literal('price-asc'),
  Type.Literal('price-desc'),
  Type.Literal('title-asc'),
])

/** Filters of one kind are alternatives; different kinds must all hold. `option` is `Name:Value`, as in `Colour:Clay`. */
export const ProductQuery = Type.Object(
  {
    q: Type.Optional(Type.String({ maxLength: 200 })),
    category: Type.Optional(Handle),
    option: Type.Optional(Type.Array(Text(511), { maxItems: 50 })),
    vendor: Type.Optional(Type.Array(Text(255), { maxItems: 50 })),
    type: Type.Optional(Type.Array(Text(255), { maxItems: 50 })),
    tag: Type.Optional(Type.Array(Text(255), { maxItems: 50 })),
    priceMin: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'Minor units' })),
    priceMax: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'Minor units' })),
    available: Type.Optional(Type.Boolean({ description: 'Only what can be bought now' })),
    sort: Type.Optional(Sort),
    facets: Type.Optional(Type.Boolean({ description: 'Count the values of each filter too' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX, default: PAGE_DEFAULT })),
    cursor: Type.Optional(Type.String({ maxLength: 500 })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 400, description: 'A numbered page instead of a cursor' })),
  },
  { additionalProperties: false },
)
export type ProductQuery = Static<typeof ProductQuery>

/** Counts of a value: how many products the list would have if this filter's selection were exactly this value. */
export const Facet = Type.Object({
  key: Type.String({ description: 'What to put in the query: option:Colour, vendor, type, available' }),
  label: Type.String(),
  display: Type.Union([Type.Literal('list'), Type.Literal('swatch'), Type.Literal('range')]),
  values: Type.Array(
    Type.Object({
      value: Type.String(),
      label: Type.String(),
      count: Type.Integer(),
      swatch: Type.Optional(Type.String()),
    }),
  ),
})
export type Facet = Static<typeof Facet>
export const ProductPage = Type.Object({
  items: Type.Array(ProductCard),
  total: Type.Integer(),
  nextCursor: Type.Optional(Type.String()),
  facets: Type.Optional(Type.Array(Facet)),
  priceRange: Type.Optional(Type.Object({ min: Money, max: Money })),
})
export type ProductPage = Static<typeof ProductPage>
