import type { Money } from '@mallhive/kernel'
import { join } from './button.tsx'
import { useFormats, useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'

/** A sum of money, for people and for machines. */
export function Sum({ money }: { money: Money }) {
  const format = useFormats()
  return <data value={format.plainAmount(money)}>{format.money(money)}</data>
}

export interface PriceProps {
  now: Money
  /** What it was before; shown with the saving, and only when it was more. */
  was?: Money | undefined
  /** Its variants differ: `now` is the lowest. */
  from?: boolean
  className?: string
}

export function Price({ now, was, from = false, className }: PriceProps) {
  const { price } = useMessages()
  const format = useFormats()
  const before = !from && was && was.amount > now.amount ? was : undefined
  const saving = before && format.money({ amount: before.amount - now.amount, currency: now.currency })
  return (
    <p className={join('price', className)}>
      {from && (
        <>
          <span>{price.from}</span>{' '}
        </>
      )}
      {before && <span className="sr">{price.now} </span>}
      <Sum money={now} />
      {before && (
        <>
          {' '}
          <s>
            <span className="sr">{price.before} </span>
            {format.money(before)}
          </s>{' '}
          <span className="saving">{fill(price.save, { amount: saving ?? '' })}</span>
        </>
      )}
    </p>
  )
}
