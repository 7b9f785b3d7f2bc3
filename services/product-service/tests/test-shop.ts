/** A shop in a database of its own, for the tests of stores. */
import { after, type TestContext } from 'node:test'
import { logger, migrateService, openDatabase, type Database } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { freshDatabase } from '@mallhive/testkit'
import type { ProductContent, VariantContent } from '../src/domain/product-content.ts'
import type { StoredProduct } from '../src/domain/stored-product.ts'
import { postgresCatalogue, type Catalogue } from '../src/store/catalogue.ts'
import type { StockCause } from '../src/store/stock-levels.ts'
import type { ProductTables } from '../src/store/tables.ts'

export const NOW = new Date('2026-03-01T12:00:00Z')
export const CAUSE: StockCause = { reason: 'adjust', actor: 'tester', at: NOW }

/** Stands in for a test's context where all tests of a file share a shop. */
export const wholeFile: Pick<TestContext, 'after'> = { after: after as unknown as TestContext['after'] }

export interface TestShop {
  readonly database: Database<ProductTables>
  readonly catalogue: Catalogue
  make(content: Partial<ProductContent>): Promise<StoredProduct>
}

export async function testShop(t: Pick<TestContext, 'after'>, poolMax = 10): Promise<TestShop> {
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const database = openDatabase<ProductTables>(await freshDatabase(t, 'product'), {
    service: 'product-service',
    poolMax,
    log,
  })
  t.after(() => database.close())
  await migrateService(database.read, new URL('../migrations/', import.meta.url))
  const catalogue = postgresCatalogue(database)
  return {
    database,
    catalogue,
    async make(content) {
      const made = await catalogue.create(newId(), productContent(content), CAUSE)
      if (!made.ok) throw new Error(made.error.code)
      return made.value
    },
  }
}

let count = 0

/** An active product with one variant for 10 euros, none of it in stock. */
export const productContent = (content: Partial<ProductContent> = {}): ProductContent => ({
  handle: `product-${++count}`,
  title: `Product ${count}`,
  description: { source: '', html: '' },
  tags: [],
  status: 'active',
  publishedAt: NOW,
  seo: {},
  options: [],
  pictures: [],
  variants: [variantContent()],
  extra: {},
  ...content,
})

export const variantContent = (content: Partial<VariantContent> = {}): VariantContent => ({
  optionValues: [],
  requiresShipping: true,
  taxClass: 'standard',
  tracked: true,
  soldOutPolicy: 'deny',
  price: { currency: 'EUR', amount: 1_000 },
  extra: {},
  ...content,
})
