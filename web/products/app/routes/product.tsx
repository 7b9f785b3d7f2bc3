import {
  addressOf,
  breadcrumbData,
  Breadcrumbs,
  messages,
  pageMeta,
  productData,
  Section,
  Shelf,
  useMessages,
} from '@mallhive/design-system'
import { cookieOptions, rememberSeen, requireSameOrigin, shopOf } from '@mallhive/design-system/server'
import { type ActionFunctionArgs, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router'
import { addToCart } from '../product/add-to-cart.ts'
import { isInStock } from '../product/choices.ts'
import { loadProduct } from '../product/load-product.ts'
import { plainWords } from '../product/plain-words.ts'
import { ProductView } from '../product/product-view.tsx'
import { useSeenWhenShown } from '../product/seen-when-shown.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const shop = shopOf(context)
  const product = await loadProduct(shop, params['handle'] ?? '', new URL(request.url).searchParams)
  // A page that the browser only prepares has not been seen yet.
  if (!request.headers.get('sec-purpose')?.includes('prefetch'))
    rememberSeen(shop.headers, request, product.handle, cookieOptions(request, shop.origin.startsWith('https:')))
  return { ...product, department: product.category?.handle, home: messages(shop.language).shop.home }
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const shop = shopOf(context)
  requireSameOrigin(request, [shop.origin])
  return addToCart(shop, request, params['handle'] ?? '')
}

export function meta({ loaderData }: { loaderData: Awaited<ReturnType<typeof loader>> | undefined }) {
  if (!loaderData) return []
  const { handle, title, variant, vendor, seo, pictures, category, origin, shop, home } = loaderData
  const canonical = `${origin}${addressOf.product(handle)}`
  const images = pictures.flatMap(({ sizes }) => sizes.at(-1)?.url ?? []).map((url) => `${origin}${url}`)
  const description = seo.description ?? plainWords(loaderData.descriptionHtml)
  const trail = [
    { title: home, url: `${origin}/` },
    ...(category ? [{ title: category.title, url: `${origin}${addressOf.category(category.handle)}` }] : []),
    { title, url: canonical },
  ]
  const product = productData({
    ...{ name: variant.title ? `${title}, ${variant.title}` : title, url: canonical, description, images },
    ...{ sku: variant.sku, brand: vendor, price: variant.price, inStock: isInStock(variant) },
  })
  return pageMeta({
    ...{ title: seo.title ?? title, shop, description, canonical, picture: images[0], kind: 'product' },
    data: [product, breadcrumbData(trail)],
  })
}

export default function ProductPage() {
  const product = useLoaderData<typeof loader>()
  const { product: words } = useMessages()
  const fault = useActionData<typeof action>()?.fault
  const { title, category, related } = product
  useSeenWhenShown()
  return (
    <>
      <Breadcrumbs
        trail={[...(category ? [{ title: category.title, href: addressOf.category(category.handle) }] : []), { title }]}
      />
      <div className="wrap page">
        <ProductView key={product.handle} product={product} fault={fault} />
        {related.length > 0 && (
          <Section id="with" title={words.goesWith}>
            <Shelf goods={related} four />
          </Section>
        )}
      </div>
    </>
  )
}
