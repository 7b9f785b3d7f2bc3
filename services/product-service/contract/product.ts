import { Handle, Id, Instant } from '@mallhive/contract'
import { Money } from '@mallhive/kernel'
import { Type, type Static } from 'typebox'

export const LIMITS = {
  title: 255,
  handle: 255,
  descriptionBytes: 524_288,
  images: 250,
  tags: 250,
  variants: 2_048,
  options: 3,
  quantity: 999,
} as const

export const ProductStatus = Type.Union([Type.Literal('draft'), Type.Literal('active'), Type.Literal('archived')])
export const SoldOutPolicy = Type.Union([Type.Literal('deny'), Type.Literal('continue')])
export const TaxClass = Type.Union([Type.Literal('standard'), Type.Literal('reduced'), Type.Literal('zero')])

/** A picture in the sizes the shop keeps. No sizes: it has not been copied (yet), pages draw the placeholder. */
export const Picture = Type.Object({
  alt: Type.String({ maxLength: 512 }),
  width: Type.Optional(Type.Integer()),
  height: Type.Optional(Type.Integer()),
  sizes: Type.Array(
    Type.Object({ width: Type.Integer(), url: Type.String({ description: 'Path below the shop’s media address' }) }),
  ),
})
export type Picture = Static<typeof Picture>

/** Whether one can buy it now. `left` is said only when few are left (five or fewer). */
export const Availability = Type.Object({
  state: Type.Union([Type.Literal('in-stock'), Type.Literal('low-stock'), Type.Literal('sold-out')]),
  left: Type.Optional(Type.Integer({ minimum: 0 })),
})
export type Availability = Static<typeof Availability>

export const Variant = Type.Object({
  id: Id,
  sku: Type.Optional(Type.String()),
  barcode: Type.Optional(Type.String()),
  title: Type.String({
    description: 'Its option values, such as "Clay / 36 cm"; empty when the product has no options',
  }),
  options: Type.Array(Type.String(), { description: 'One value for each option of the product' }),
  price: Money,
  compareAt: Type.Optional(Money),
  availability: Availability,
  grams: Type.Optional(Type.Integer()),
  requiresShipping: Type.Boolean(),
  taxClass: TaxClass,
  picture: Type.Optional(Type.Integer({ description: 'Index in the product’s pictures' })),
})
export type Variant = Static<typeof Variant>

/** What a shopper sees of a product on its page. */
export const Product = Type.Object({
  id: Id,
  handle: Handle,
  title: Type.String(),
  descriptionHtml: Type.String({ description: 'Cleaned: safe to show' }),
  vendor: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  tags: Type.Array(Type.String()),
  status: ProductStatus,
  publishedAt: Type.Optional(Instant),
  seo: Type.Object({ title: Type.Optional(Type.String()), description: Type.Optional(Type.String()) }),
  options: Type.Array(Type.Object({ name: Type.String(), values: Type.Array(Type.String()) })),
  pictures: Type.Array(Picture),
  variants: Type.Array(Variant),
  categories: Type.Array(Type.Object({ id: Id, handle: Handle, title: Type.String() })),
  version: Type.Integer(),
})
export type Product = Static<typeof Product>

/** A product as a card on a list. */
export const ProductCard = Type.Object({
  id: Id,
  handle: Handle,
  title: Type.String(),
  vendor: Type.Optional(Type.String()),
  price: Type.Object({ from: Money, to: Money }),
  compareAt: Type.Optional(Money),
  availability: Availability,
  picture: Type.Optional(Picture),
  options: Type.Array(
    Type.Object({ name: Type.String(), values: Type.Array(Type.String(), { description: 'At most 12' }) }),
  ),
  /** Set when the product has one variant only: what an "add" button on a list adds. */
  variantId: Type.Optional(Id),
})
export type ProductCard = Static<typeof ProductCard>

const VariantInput = Type.Object(
  {
    sku: Type.Optional(Type.String({ maxLength: 255 })),
    barcode: Type.Optional(Type.String({ maxLength: 255 })),
    options: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: LIMITS.options }),
    price: Money,
    compareAt: Type.Optional(Money),
    grams: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
    requiresShipping: Type.Optional(Type.Boolean({ default: true })),
    taxClass: Type.Optional(TaxClass),
    tracked: Type.Optional(Type.Boolean({ default: true })),
    soldOutPolicy: Type.Optional(SoldOutPolicy),
    onHand: Type.Optional(
      Type.Integer({
        minimum: -1_000_000,
        maximum: 1_000_000_000,
        description: 'For a new variant only; later by stock adjustments',
      }),
    ),
  },
  { additionalProperties: false },
)

/** What a merchant writes to make a product or to replace it. */
export const ProductInput = Type.Object(
  {
    handle: Type.Optional(Handle),
    title: Type.String({ minLength: 1, maxLength: LIMITS.title }),
    descriptionHtml: Type.Optional(Type.String({ maxLength: LIMITS.descriptionBytes })),
    vendor: Type.Optional(Type.String({ maxLength: 255 })),
    type: Type.Optional(Type.String({ maxLength: 255 })),
    tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: LIMITS.tags })),
    status: Type.Optional(ProductStatus),
    published: Type.Optional(Type.Boolean({ default: true })),
    seo: Type.Optional(
      Type.Object(
        {
          title: Type.Optional(Type.String({ maxLength: 255 })),
          description: Type.Optional(Type.String({ maxLength: 1_000 })),
        },
        { additionalProperties: false },
      ),
    ),
    options: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: LIMITS.options })),
    images: Type.Optional(
      Type.Array(
        Type.Object(
          {
            src: Type.String({ format: 'uri', maxLength: 2_000 }),
            alt: Type.Optional(Type.String({ maxLength: 512 })),
          },
          { additionalProperties: false },
        ),
        { maxItems: LIMITS.images },
      ),
    ),
    variants: Type.Array(VariantInput, { minItems: 1, maxItems: LIMITS.variants }),
  },
  { additionalProperties: false },
)
export type ProductInput = Static<typeof ProductInput>

/** What cart, order and others may rely on of a variant: always from here, never from a client. */
export const Offer = Type.Object({
  variantId: Id,
  productId: Id,
  handle: Handle,
  title: Type.String(),
  variantTitle: Type.String(),
  sku: Type.Optional(Type.String()),
  price: Money,
  compareAt: Type.Optional(Money),
  taxClass: TaxClass,
  grams: Type.Integer(),
  requiresShipping: Type.Boolean(),
  available: Type.Optional(
    Type.Integer({ description: 'How many can be bought now; not said when it is not tracked or may be oversold' }),
  ),
  picture: Type.Optional(Picture),
})
export type Offer = Static<typeof Offer>
