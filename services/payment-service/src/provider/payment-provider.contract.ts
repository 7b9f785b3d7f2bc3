import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import type { Outcome, PaymentProvider } from './payment-provider.ts'

export interface OpenProvider {
  readonly provider: PaymentProvider
  /** A token of a card that behaves so. */
  token(card: 'approves' | 'declines'): Promise<string>
  /** What the provider's own books say was moved under a key, oldest first, such as `capture 500`. */
  moved(key: string): Promise<readonly string[]>
  close(): Promise<unknown>
}

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const stateOf = (outcome: Outcome) => (outcome.kind === 'charge' ? outcome.charge.state : outcome.kind)

/** What every provider's adapter promises. Each runs this; none has promises of its own. */
export function paymentProviderContract(adapter: string, open: () => Promise<OpenProvider>): void {
  describe(`payment provider: ${adapter}`, () => {
    const opened = open()
    after(async () => (await opened).close())
    takesStepsOnce(opened)
    letsGo(opened)
    givesBack(opened)
  })
}

function takesStepsOnce(opened: Promise<OpenProvider>): void {
  it('does each step once, however often and in parallel it is asked', async () => {
    const { provider, token, moved } = await opened
    const key = newId()
    const terms = { amount: eur(500), token: await token('approves') }
    const held = await Promise.all([1, 2, 3, 4, 5].map(() => provider.authorise(key, terms)))
    assert.deepEqual(new Set(held.map(stateOf)), new Set(['authorised']))
    const taken = await Promise.all([1, 2, 3, 4, 5].map(() => provider.capture(key)))
    assert.deepEqual(new Set(taken.map(stateOf)), new Set(['captured']))
    assert.equal(stateOf(await provider.authorise(key, terms)), 'captured')
    assert.deepEqual(await moved(key), ['authorise 500', 'capture 500'])
  })

  it('tells of a charge as it stands, with a sequence that grows', async () => {
    const { provider, token } = await opened
    const key = newId()
    assert.deepEqual(await provider.find(key), { kind: 'nothing' })
    const first = await provider.authorise(key, { amount: eur(500), token: await token('approves') })
    assert.deepEqual(await provider.find(key), first)
    const second = await provider.capture(key)
    assert(first.kind === 'charge' && second.kind === 'charge')
    assert.deepEqual(second.charge, {
      ...first.charge,
      state: 'captured',
      captured: 500,
      sequence: second.charge.sequence,
    })
    assert(second.charge.sequence > first.charge.sequence)
  })

  it('refuses another amount under the same key', async () => {
    const { provider, token, moved } = await opened
    const key = newId()
    const card = await token('approves')
    await provider.authorise(key, { amount: eur(500), token: card })
    assert.equal((await provider.authorise(key, { amount: eur(501), token: card })).kind, 'refused')
    assert.deepEqual(await moved(key), ['authorise 500'])
  })

  it('says that a card was declined, and takes nothing from it', async () => {
    const { provider, token, moved } = await opened
    const key = newId()
    const outcome = await provider.authorise(key, { amount: eur(500), token: await token('declines') })
    assert.equal(stateOf(outcome), 'declined')
    assert.equal((await provider.capture(key)).kind, 'refused')
    assert.deepEqual(await moved(key), [])
  })
}

function letsGo(opened: Promise<OpenProvider>): void {
  it('lets go what is held, once, and captures it no more', async () => {
    const { provider, token, moved } = await opened
    const key = newId()
    await provider.authorise(key, { amount: eur(500), token: await token('approves') })
    assert.equal(stateOf(await provider.void(key)), 'voided')
    assert.equal(stateOf(await provider.void(key)), 'voided')
    assert.equal((await provider.capture(key)).kind, 'refused')
    assert.deepEqual(await moved(key), ['authorise 500', 'void 500'])
  })

  it('never charges a key that was let go before it was charged', async () => {
    const { provider, token, moved } = await opened
    const key = newId()
    assert.deepEqual(await provider.void(key), { kind: 'barred' })
    const late = await provider.authorise(key, { amount: eur(500), token: await token('approves') })
    assert.deepEqual(late, { kind: 'barred' })
    assert.deepEqual(await moved(key), [])
  })

  it('refuses to let go what is captured', async () => {
    const { provider, token } = await opened
    const key = newId()
    await provider.authorise(key, { amount: eur(500), token: await token('approves') })
    await provider.capture(key)
    assert.equal((await provider.void(key)).kind, 'refused')
  })
}

function givesBack(opened: Promise<OpenProvider>): void {
  it('gives back each refund once, and no more than was captured', async () => {
    const { provider, token, moved } = await opened
    const [key, one, other] = [newId(), newId(), newId()]
    await provider.authorise(key, { amount: eur(500), token: await token('approves') })
    assert.equal((await provider.refund(key, one, eur(1))).kind, 'refused')
    await provider.capture(key)
    await Promise.all([1, 2, 3].map(() => provider.refund(key, one, eur(300))))
    assert.equal((await provider.refund(key, other, eur(201))).kind, 'refused')
    const outcome = await provider.refund(key, other, eur(200))
    assert(outcome.kind === 'charge')
    assert.deepEqual(outcome.charge.refunds, [
      { key: one, amount: 300 },
      { key: other, amount: 200 },
    ])
    assert.deepEqual(await moved(key), ['authorise 500', 'capture 500', 'refund 300', 'refund 200'])
  })

  it('knows nothing to capture or give back under a key that was never charged', async () => {
    const { provider } = await opened
    assert.deepEqual(await provider.capture(newId()), { kind: 'nothing' })
    assert.deepEqual(await provider.refund(newId(), newId(), eur(1)), { kind: 'nothing' })
  })
}
