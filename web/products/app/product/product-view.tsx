import {
  FoldPanel,
  Gallery,
  Icon,
  MiniCart,
  Price,
  Prose,
  Specification,
  fill,
  useFormats,
  useMessages,
} from '@mallhive/design-system'
import { useFetcher } from 'react-router'
import type { AddFault, Added } from './add-to-cart.ts'
import { BuyForm } from './buy-form.tsx'
import { splitLead } from './lead.ts'
import type { ProductData } from './load-product.ts'

/** The product: pictures, what to choose and to buy, what the merchant says of it, and the mini cart after adding. */
export function ProductView({ product, fault }: { product: ProductData; fault: AddFault | undefined }) {
  const { product: words } = useMessages()
  const fetcher = useFetcher<Added>()
  const { title, variant, pictures } = product
  const { lead, rest } = splitLead(product.descriptionHtml)
  const added =
    fetcher.state === 'idle' ? (fetcher.data?.added ?? (fetcher.data ? undefined : product.added)) : undefined
  const specification = useSpecification(product)
  return (
    <>
      <div className="product">
        <Gallery key={variant.picture ?? 'all'} title={title} pictures={pictures} />
        <section className="buy stack" aria-labelledby="name">
          <div className="stack is-tight">
            <h1 id="name">{title}</h1>
            <Price now={variant.price} was={variant.compareAt} />
            <p className="small muted">{words.deliveryExtra}</p>
          </div>
          {lead && <p className="lead" dangerouslySetInnerHTML={{ __html: lead }} />}
          <BuyForm product={product} fetcher={fetcher} fault={fetcher.data?.fault ?? fault} />
          <Availability product={product} />
        </section>
        <section className="about" aria-label={fill(words.aboutLabel, { title })}>
          <div>
            {rest && (
              <FoldPanel title={words.about} open>
                <Prose cleanHtml={rest} />
              </FoldPanel>
            )}
            {specification.length > 0 && (
              <FoldPanel title={words.specification} open>
                <Specification caption={`${words.specification}: ${title}`} rows={specification} />
              </FoldPanel>
            )}
          </div>
        </section>
      </div>
      {/* The same news is shown once: closed, it stays closed while choices change. */}
      {added && (
        <MiniCart
          key={`${added.line.key} ${added.count}`}
          added={[added.line]}
          count={added.count}
          subtotal={added.subtotal}
        />
      )}
    </>
  )
}

function Availability({ product: { variant } }: { product: ProductData }) {
  const { product: words } = useMessages()
  const format = useFormats()
  const { state, left } = variant.availability
  if (state === 'sold-out') return null
  return (
    <ul className="facts-line">
      <li>
        <Icon name="check" />
        <span>{left === undefined ? words.inStock : format.count(left, words.onlyLeft)}</span>
      </li>
    </ul>
  )
}

/** What the catalogue knows of the variant, row by row. */
function useSpecification({ vendor, type, variant }: ProductData): (readonly [string, string])[] {
  const { product: words, list } = useMessages()
  const format = useFormats()
  const { grams = 0, sku } = variant
  const weight = grams >= 1_000 ? `${format.number(grams / 1_000)} kg` : `${format.number(grams)} g`
  return [
    ...(vendor ? [[list.vendor, vendor] as const] : []),
    ...(type ? [[list.type, type] as const] : []),
    ...(grams > 0 ? [[words.weight, weight] as const] : []),
    ...(sku ? [[words.article, sku] as const] : []),
  ]
}
