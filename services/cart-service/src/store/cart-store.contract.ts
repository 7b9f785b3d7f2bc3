import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { cartCheckedOut, cartMerged, itemAdded } from '../../contract/events.ts'
import { checkOut, clear, emptyCart, unchanged, updateLine } from '../domain/cart.ts'
import { mergeCarts } from '../domain/merge.ts'
import { CHANGES_REMEMBERED } from './cart-store.ts'
import { add, AT, EUR, lamp, once, type OpenStore } from './things.contract.ts'
import { changesOneLine, triesWhatWasSeen } from './ways-to-change.contract.ts'

/** What every cart store promises. Each adapter runs this; none has promises of its own. */
export function cartStoreContract(adapter: string, open: () => Promise<OpenStore>): void {
  describe(`cart store: ${adapter}`, () => {
    const opened = open()
    after(async () => (await opened).close())
    keepsWhatWasDecided(opened)
    appliesEachChangeOnce(opened)
    triesWhatWasSeen(opened)
    changesOneLine(opened)
    mergesAsOneChange(opened)
  })
}

function keepsWhatWasDecided(opened: Promise<OpenStore>): void {
  it('knows a cart that nobody has touched as an empty one', async () => {
    const { store } = await opened
    const userId = newId()
    assert.deepEqual(await store.find(userId), emptyCart(userId))
  })

  it('gives back what was saved, note, price and times included', async () => {
    const { store } = await opened
    const userId = newId()
    const [plain, noted] = [lamp(3), lamp(1, { note: 'a present ‘für Dich’ 🎁', priceSeen: EUR(0) })]
    await add(store, userId, plain)
    const saved = await add(store, userId, noted)
    const cart = { userId, version: 2, lines: [plain, noted], updatedAt: AT }
    assert.deepEqual(saved, { ok: true, value: cart })
    assert.deepEqual(await store.find(userId), cart)
  })

  it('changes, moves together and removes lines', async () => {
    const { store } = await opened
    const userId = newId()
    const [plain, noted] = [lamp(3), lamp(1, { note: 'blue' })]
    await add(store, userId, plain)
    await add(store, userId, noted)
    await store.change(userId, (cart) => updateLine(cart, noted.itemId, { note: '' }, AT), once())
    assert.deepEqual((await store.find(userId)).lines, [{ ...noted, quantity: 4, note: undefined }])
    await store.change(userId, (cart) => clear(cart, AT), once())
    assert.deepEqual(await store.find(userId), { userId, version: 4, lines: [], updatedAt: AT })
  })

  it('saves and states nothing when the decision fails, throws, or changes nothing', async () => {
    const { store, published } = await opened
    const userId = newId()
    const refused = await add(store, userId, lamp(1_000))
    assert.deepEqual(refused, { ok: false, error: { code: 'cart.quantity_too_large', limit: 999, present: 0 } })
    const broken = () => {
      throw new Error('a bug')
    }
    await assert.rejects(store.change(userId, broken, once()), /a bug/)
    await store.change(userId, unchanged, once())
    assert.deepEqual(await store.find(userId), emptyCart(userId))
    assert.deepEqual(await published(userId), [])
  })

  it('states events also when the lines stay as they are', async () => {
    const { store, published } = await opened
    const userId = newId()
    await add(store, userId, lamp(1))
    await store.change(userId, (cart) => checkOut(cart, EUR(12_900), AT), once())
    assert.equal((await store.find(userId)).version, 1)
    assert.deepEqual(await published(userId), [itemAdded.type, cartCheckedOut.type])
  })
}

function appliesEachChangeOnce(opened: Promise<OpenStore>): void {
  it('loses none of fifty changes at once, and states each', async () => {
    const { store, published } = await opened
    const userId = newId()
    await Promise.all(Array.from({ length: 50 }, () => add(store, userId, lamp(1))))
    const cart = await store.find(userId)
    assert.deepEqual([cart.version, cart.lines.map(({ quantity }) => quantity)], [50, [50]])
    assert.equal((await published(userId)).length, 50)
  })

  it('applies a change once, however often and however much at once it comes', async () => {
    const { store, published } = await opened
    const userId = newId()
    const [line, change] = [lamp(2), once()]
    await Promise.all(Array.from({ length: 5 }, () => add(store, userId, line, change)))
    const again = await add(store, userId, line, change)
    assert.deepEqual(again, { ok: true, value: { userId, version: 1, lines: [line], updatedAt: AT } })
    assert.deepEqual(await published(userId), [itemAdded.type])
  })

  it(`remembers the last ${CHANGES_REMEMBERED} changes`, async () => {
    const { store } = await opened
    const userId = newId()
    const [line, first] = [lamp(1), once()]
    await add(store, userId, line, first)
    for (let n = 1; n < CHANGES_REMEMBERED; n++) await add(store, userId, line)
    await add(store, userId, line, first)
    assert.equal((await store.find(userId)).version, CHANGES_REMEMBERED)
  })
}

function mergesAsOneChange(opened: Promise<OpenStore>): void {
  it('merges two carts together or not at all, and the second time there is nothing left', async () => {
    const { store, published } = await opened
    const [guestId, userId] = [newId(), newId()]
    const line = lamp(2)
    await add(store, guestId, line)
    const merge = (change = once()) => store.merge(guestId, userId, (from, into) => mergeCarts(from, into, AT), change)
    await assert.rejects(
      store.merge(
        guestId,
        userId,
        () => {
          throw new Error('a bug')
        },
        once(),
      ),
      /a bug/,
    )
    const cart = { userId, version: 1, lines: [line], updatedAt: AT }
    assert.deepEqual(await merge(), { cart, report: { added: [line.variantId], summed: [], capped: [] } })
    assert.deepEqual(await merge(), { cart, report: { added: [], summed: [], capped: [] } })
    assert.deepEqual(await store.find(userId), cart)
    assert.deepEqual(await store.find(guestId), { userId: guestId, version: 2, lines: [], updatedAt: AT })
    assert.deepEqual(await published(userId), [cartMerged.type])
  })

  it('merges once under one name, whatever has come into the guest’s cart since', async () => {
    const { store } = await opened
    const [guestId, userId, change] = [newId(), newId(), once()]
    const merge = () => store.merge(guestId, userId, (from, into) => mergeCarts(from, into, AT), change)
    await add(store, guestId, lamp(2))
    await merge()
    await add(store, guestId, lamp(5))
    assert.deepEqual((await merge()).report, { added: [], summed: [], capped: [] })
    assert.deepEqual(
      (await store.find(userId)).lines.map(({ quantity }) => quantity),
      [2],
    )
    assert.deepEqual(
      (await store.find(guestId)).lines.map(({ quantity }) => quantity),
      [5],
    )
  })

  it('loses and doubles nothing when merges both ways and adds come at once', async () => {
    const { store } = await opened
    const [one, other] = [newId(), newId()]
    await add(store, one, lamp(7))
    await add(store, other, lamp(11))
    const merge = (from: string, into: string) =>
      store.merge(from, into, (guest, cart) => mergeCarts(guest, cart, AT), once())
    await Promise.all(
      Array.from({ length: 10 }, () => [merge(one, other), merge(other, one), add(store, one, lamp(1))]).flat(),
    )
    const both = [...(await store.find(one)).lines, ...(await store.find(other)).lines]
    assert.equal(
      both.reduce((sum, { quantity }) => sum + quantity, 0),
      28,
    )
  })
}
