import assert from 'node:assert/strict'
import { it } from 'node:test'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { needs } from '@mallhive/testkit'
import { chargedFor } from '../surroundings/witness.ts'
import { fillAddress, fillCard, goToCheckout, MARLENE, pay, putIntoCart, thanked } from './checkout-page.ts'
import { shopOfFile } from './shop-of-file.ts'
import { assertAccessible, openShop, type WindowOptions } from './shopper-window.ts'

const shop = shopOfFile(openShop)

/** A form that is filled in, but for pressing the button. */
async function atTheButton(card: string, handle = 'dome-lamp', options: WindowOptions = {}) {
  const page = await shop.window(options)
  await putIntoCart(page, handle)
  await goToCheckout(page)
  await fillAddress(page)
  await fillCard(page, card)
  return page
}

for (const scripts of [true, false])
  it(`a second step that is approved leads back to thanks, scripts ${scripts ? 'on' : 'off'}`, async (t) => {
    if (!needs(t, 'chromium')) return
    const page = await atTheButton(TEST_CARDS.asksForSecondStep, 'dome-lamp', { scripts })
    await pay(page)
    await page.getByRole('button', { name: 'Approve' }).click()
    const orderId = await thanked(page)
    assert.deepEqual(await chargedFor(shop.mall, shop.admin, orderId), { captured: 14_900, refunded: 0, captures: 1 })
    await page.context().close()
  })

it('a second step that is declined leads back to the form with everything typed but the card', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await atTheButton(TEST_CARDS.asksForSecondStep)
  await pay(page)
  await page.getByRole('button', { name: 'Decline' }).click()
  await page.getByRole('heading', { name: 'Your bank declined the card' }).waitFor()
  for (const [label, text] of Object.entries(MARLENE))
    assert.equal(await page.getByLabel(label, { exact: true }).inputValue(), text, label)
  assert.equal(await page.getByLabel('Card number').inputValue(), '')
  await fillCard(page)
  await pay(page)
  const orderId = await thanked(page)
  assert.equal((await chargedFor(shop.mall, shop.admin, orderId)).captures, 1)
  await page.context().close()
})

it('the same form sent three times at once orders and pays once', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await atTheButton(TEST_CARDS.approves)
  const places = await page.evaluate(async () => {
    const form = document.querySelector<HTMLFormElement>('form.is-steps')!
    const send = async () => {
      const response = await fetch(form.action, {
        method: 'POST',
        body: new URLSearchParams([...new FormData(form)] as [string, string][]),
      })
      return response.url
    }
    return Promise.all([send(), send(), send()])
  })
  assert.match(places[0]!, /\/checkout\/orders\/[0-9a-f-]{36}$/)
  assert.deepEqual(new Set(places).size, 1, places.join(' '))
  const orderId = places[0]!.split('/').at(-1)!
  assert.equal((await chargedFor(shop.mall, shop.admin, orderId)).captures, 1)
  await page.context().close()
})

it('reloading after paying changes nothing, and the form one goes back to leads to the same order', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await atTheButton(TEST_CARDS.approves)
  await pay(page)
  const orderId = await thanked(page)
  await page.reload()
  assert.equal(await thanked(page), orderId)
  await page.goBack()
  await fillAddress(page)
  await fillCard(page)
  await pay(page)
  assert.equal(await thanked(page), orderId)
  assert.equal((await chargedFor(shop.mall, shop.admin, orderId)).captures, 1)
  await page.context().close()
})

it('a price that changed while the form was filled in is said, and paid only after another press', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await atTheButton(TEST_CARDS.approves, 'tall-vase')
  await shop.merchant.changesPrice(shop.goods.vase, 6_400)
  await pay(page)
  await page.getByRole('heading', { name: 'The price has changed' }).waitFor()
  await page.getByText('It was 62.90 € and is now 68.90 €.').waitFor()
  await assertAccessible(page, 'the checkout after a changed price')
  await page.getByText('Visa, ending 4242').waitFor()
  await page.getByRole('button', { name: 'Pay 68.90 €' }).click()
  const orderId = await thanked(page)
  assert.equal((await chargedFor(shop.mall, shop.admin, orderId)).captured, 6_890)
  await page.context().close()
})

it('another country and another way of delivery change the price on the button, with scripts and without', async (t) => {
  if (!needs(t, 'chromium')) return
  for (const scripts of [true, false]) {
    const page = await shop.window({ scripts })
    await putIntoCart(page, 'dome-lamp')
    await goToCheckout(page)
    await fillAddress(page)
    await page.getByLabel('Country').selectOption('US')
    if (!scripts) await page.getByRole('button', { name: 'Update' }).first().click()
    await page.getByRole('button', { name: 'Pay 173.90 €' }).waitFor()
    await page.getByLabel('State or region').waitFor()
    await page.getByRole('radio', { name: /Express/ }).check()
    if (!scripts) await page.getByRole('button', { name: 'Update' }).last().click()
    await page.getByRole('button', { name: 'Pay 188.90 €' }).waitFor()
    assert.equal(await page.getByLabel('Town').inputValue(), 'Berlin')
    await page.context().close()
  }
})
