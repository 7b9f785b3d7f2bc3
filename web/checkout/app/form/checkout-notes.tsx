import { fill, Note, useFormats, useMessages } from '@mallhive/design-system'
import type { Saying } from '../place/place.ts'

/** Why the form came back, in words. */
export function CheckoutNotes({ say, pricesChanged }: { say: Saying | undefined; pricesChanged: boolean }) {
  const { checkout } = useMessages()
  const format = useFormats()
  switch (say?.kind) {
    case 'declined':
      return (
        <Note tone="bad" title={checkout.declinedTitle}>
          {checkout.declined}
        </Note>
      )
    case 'failed':
      return (
        <Note tone="bad" title={checkout.failedTitle}>
          {checkout.failedAgain}
        </Note>
      )
    case 'away':
      return (
        <Note tone="bad" title={checkout.awayTitle}>
          {checkout.away}
        </Note>
      )
    case 'again':
      return (
        <Note tone="wait" title={checkout.unknownTitle}>
          {checkout.notSure}
        </Note>
      )
    case 'total-changed': {
      const [before, now] = [format.money(say.before), format.money(say.now)]
      return (
        <Note tone="wait" title={checkout.priceChangedTitle}>
          {fill(checkout.priceChanged, { before, now })}
        </Note>
      )
    }
    case undefined:
      return pricesChanged ? <Note tone="wait">{checkout.changedSince}</Note> : null
  }
}
