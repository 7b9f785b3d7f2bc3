import { newId } from '@mallhive/kernel'
import { productApi, type Product } from '@mallhive/product-service/contract'
import { expected } from './services.ts'
import type { MallClient } from './mall.ts'

/** What a merchant does before anybody can buy. Prices in cents. */
export function merchantOf(mall: MallClient, token: string) {
  const products = mall.client(productApi, token)
  return {
    products,
    async sells(
      title: string,
      { price = 1_000, onHand = 10 }: { price?: number; onHand?: number } = {},
    ): Promise<Product> {
      const variants = [{ options: [], price: { amount: price, currency: 'EUR' }, onHand, grams: 300 }]
      return expected(
        201,
        await products.createProduct({ body: { title, status: 'active', variants }, idempotencyKey: newId() }),
      )
    },
    async changesPrice({ id, title, version }: Product, price: number): Promise<void> {
      const body = {
        title,
        status: 'active' as const,
        variants: [{ options: [], price: { amount: price, currency: 'EUR' } }],
      }
      expected(
        200,
        await products.replaceProduct({ params: { productId: id }, headers: { 'if-match': `"${version}"` }, body }),
      )
    },
    async stockOf(product: Product): Promise<{ onHand: number; reserved: number }> {
      const { levels } = expected(200, await products.getStock({ params: { variantId: variantOf(product) } }))
      const { onHand = 0, reserved = 0 } = levels[0] ?? {}
      return { onHand, reserved }
    },
  }
}

/** So many things to buy, with more than enough of each: their variants. */
export async function stocked(mall: MallClient, things: number): Promise<string[]> {
  const merchant = merchantOf(mall, await mall.adminToken())
  const titles = Array.from({ length: things }, (_, index) => `Thing ${index}`)
  return Promise.all(titles.map(async (title) => variantOf(await merchant.sells(title, { onHand: 1_000_000 }))))
}

/** The one variant of a product without options. */
export const variantOf = (product: Product): string => product.variants[0]!.id
