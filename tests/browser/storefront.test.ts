import { test } from 'node:test'
import { needs } from '@mallhive/testkit'
import { listSuite } from './list-suite.ts'
import { openStorefront } from './mall.ts'
import { pagesSuite } from './pages-suite.ts'
import { productSuite } from './product-suite.ts'
import { weightSuite } from './weight-suite.ts'

/** One mall for all suites: each is a module of its own. */
test('the storefront in a browser', async (t) => {
  if (!needs(t, 'chromium')) return
  const storefront = await openStorefront(t)
  for (const suite of [pagesSuite, listSuite, productSuite, weightSuite]) await suite(t, storefront)
})
