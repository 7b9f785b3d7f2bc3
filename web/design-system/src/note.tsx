import type { ReactNode } from 'react'
import { join } from './button.tsx'
import { Icon } from './icon.tsx'
import { useFormats, useMessages } from './language.tsx'

export type Tone = 'good' | 'wait' | 'bad'
const iconOf = { good: 'check', wait: 'info', bad: 'alert' } as const

/** A sentence the page says: a change to know of, a success, a failure. A `bad` one is read out at once. */
export function Note({ tone, title, children }: { tone?: Tone | undefined; title?: string; children: ReactNode }) {
  return (
    <div className={join('note', tone && `is-${tone}`)} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={tone ? iconOf[tone] : 'info'} />
      {title ? (
        <div>
          <h2>{title}</h2>
          <p>{children}</p>
        </div>
      ) : (
        <p>{children}</p>
      )}
    </div>
  )
}

/** Stands at the top of a form that came back: every fault, linked to its field. Nothing when there is none. */
export function ErrorSummary({ faults }: { faults: readonly { field: string; text: string }[] }) {
  const { checkout } = useMessages()
  const { count } = useFormats()
  if (faults.length === 0) return null
  return (
    <div className="note is-bad" role="alert" aria-labelledby="faults">
      <Icon name="alert" />
      <div>
        <h2 id="faults">{count(faults.length, checkout.toCorrect)}</h2>
        {faults.map(({ field, text }) => (
          <p key={field}>
            <a href={`#${field}`}>{text}</a>
          </p>
        ))}
      </div>
    </div>
  )
}

export function Flag({ tone, children }: { tone?: Tone | undefined; children: ReactNode }) {
  return <span className={join('flag', tone && `is-${tone}`)}>{children}</span>
}
