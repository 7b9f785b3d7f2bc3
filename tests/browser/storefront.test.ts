import { test } from 'node:test'
import { needs } from '@mallhive/testkit'
import { filterSuite, listSuite } from './list-suite.ts'
import { openStorefront } from './mall.ts'
import { pagesSuite } from './pages-suite.ts'
import { addingSuite, productSuite } from './product-suite.ts'
import { weightSuite } from './weight-suite.ts'

/** One mall for all suites: each is a module of its own. */
test('the storefront in a browser', async (t) => {
  if (!needs(t, 'chromium')) return
  const storefront = await openStorefront(t)
  const suites = [pagesSuite, filterSuite, listSuite, addingSuite, productSuite, weightSuite]
  for (const suite of suites) await suite(t, storefront)
})
