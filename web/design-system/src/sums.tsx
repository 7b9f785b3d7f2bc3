import type { Money } from '@mallhive/kernel'
import type { ReactNode } from 'react'
import { useFormats, useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'
import { Sum } from './price.tsx'

export interface SumLine {
  readonly label: string
  readonly small?: string | undefined
  readonly amount: ReactNode
}

/** Amounts one below the other, and the total with the tax in it. */
export function Sums({ lines, total, vat }: { lines: readonly SumLine[]; total?: Money; vat?: Vat | undefined }) {
  const { cart } = useMessages()
  const format = useFormats()
  return (
    <dl className="sums">
      {lines.map(({ label, small, amount }) => (
        <div key={label}>
          <dt>
            {label}
            {small && <small>{small}</small>}
          </dt>
          <dd>{amount}</dd>
        </div>
      ))}
      {total && (
        <div className="total">
          <dt>
            {cart.total}
            {vat && (
              <small>
                {vat.rate === undefined
                  ? fill(cart.withVat, { amount: format.money(vat.amount) })
                  : fill(cart.withVatRate, { amount: format.money(vat.amount), rate: format.number(vat.rate) })}
              </small>
            )}
          </dt>
          <dd>
            <Sum money={total} />
          </dd>
        </div>
      )}
    </dl>
  )
}

export interface Vat {
  readonly amount: Money
  /** In percent; left out when the order has several. */
  readonly rate?: number | undefined
}

/** An amount, or the word for none. */
export function SumOrFree({ money }: { money: Money }) {
  const { price } = useMessages()
  return money.amount === 0 ? price.free : <Sum money={money} />
}
