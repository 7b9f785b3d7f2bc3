import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import type { KyselyPlugin } from 'kysely'
import { BY, hold, stockShop } from '../../tests/stock-shop.ts'
import { wholeFile } from '../../tests/test-shop.ts'
import { readReservation } from './reservation-rows.ts'

const shop = stockShop(wholeFile)

/** Does something else between the first statement and those after it. */
function afterFirst(work: () => Promise<unknown>): KyselyPlugin {
  let isFirst = true
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (isFirst) {
        isFirst = false
        await work()
      }
      return result
    },
  }
}

it('what is read as locked is locked: a reservation that is made while one looks is not there yet', async () => {
  const { database, reservations, variant } = await shop
  const [orderId, variantId] = [newId(), await variant(20)]
  const reserve = () => reservations.reserve(hold(orderId, [{ variantId, quantity: 2 }]), BY)
  const found = await database.transaction((tx) =>
    readReservation(tx.withPlugin(afterFirst(reserve)), orderId, 'locked'),
  )
  assert.equal(found, undefined)
  assert.equal((await reservations.find(orderId))?.state, 'held')
})
