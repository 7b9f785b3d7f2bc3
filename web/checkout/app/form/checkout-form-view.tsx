import {
  Button,
  EnterButton,
  ErrorSummary,
  faultsInWords,
  fill,
  type FormFault,
  useFormats,
  useMessages,
} from '@mallhive/design-system'
import { type FormEvent, useEffect, useState } from 'react'
import { Form } from 'react-router'
import type { Offer } from '../place/checkout-view.ts'
import type { Returned } from '../place/place.ts'
import { AddressStep, ContactStep } from './address-steps.tsx'
import { cardFaults, type Expiry, readCard } from './card-form.ts'
import { checkoutFaults, readCheckout } from './checkout-form.ts'
import { CheckoutNotes } from './checkout-notes.tsx'
import { isTyped } from './kept-card.ts'
import { DeliveryStep } from './delivery-step.tsx'
import { writeTotal } from './shown-total.ts'
import { PaymentStep } from './payment-step.tsx'

interface CheckoutFormProps extends Returned {
  readonly offer: Offer
  readonly country: string
  readonly isGuest: boolean
  readonly now: Expiry
  /** The price for the last choice could not be asked for. */
  readonly isPriceOld: boolean
  readonly onCountry: (code: string) => void
  readonly onDelivery: (method: string) => void
}

/** One plain post that orders and pays. With scripts it is checked before it is sent, so that nothing typed is lost. */
export function CheckoutForm(props: CheckoutFormProps) {
  const { view, offer, say, faults: told, card, isGuest, isPriceOld, now, country, onCountry, onDelivery } = props
  const format = useFormats()
  const [found, setFound] = useState<readonly FormFault[]>()
  const [busy, setBusy] = useBusy()
  const faults = found ?? told
  const messages = useMessages()
  const { checkout } = messages
  const { errors, summary } = faultsInWords(faults, { messages, format, country })
  const check = (event: FormEvent<HTMLFormElement>) => {
    const form = new FormData(event.currentTarget)
    const typed = readCard(form)
    const ofCard = card && !isTyped(typed) ? [] : cardFaults(typed, now)
    const wrong = [...checkoutFaults(readCheckout(form, country)), ...ofCard]
    setFound(wrong)
    setBusy(wrong.length === 0)
    if (wrong[0]) {
      event.preventDefault()
      document.getElementById(wrong[0].field)?.focus()
    }
  }
  const isReturned = say !== undefined || told.length > 0
  return (
    <Form className="stack is-steps" method="post" action="/?index" reloadDocument noValidate onSubmit={check}>
      <h1 className="sr">{checkout.title}</h1>
      <EnterButton>{checkout.title}</EnterButton>
      <input type="hidden" name="key" value={view.key} />
      <input type="hidden" name="expected" value={writeTotal(offer.totals.total)} />
      <ErrorSummary faults={summary} />
      <CheckoutNotes say={say} pricesChanged={view.pricesChanged} />
      <ContactStep email={view.values.email} error={errors['email']} isGuest={isGuest} />
      <AddressStep {...{ values: view.values.address, countries: view.countries, errors, country, onCountry }} />
      <DeliveryStep offer={offer} error={errors['delivery']} isPriceOld={isPriceOld} onDelivery={onDelivery} />
      <PaymentStep errors={errors} kept={card} again={isReturned && !found} />
      <div className="stack is-tight">
        <Button wide size="large" busy={busy}>
          {fill(checkout.pay, { amount: format.money(offer.totals.total) })}
        </Button>
        <p className="small muted">{checkout.payNote}</p>
      </div>
    </Form>
  )
}

/** Until the page goes. Who comes back to it as the browser kept it finds the button at rest. */
function useBusy() {
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    const rest = () => setBusy(false)
    window.addEventListener('pageshow', rest)
    return () => window.removeEventListener('pageshow', rest)
  }, [])
  return [busy, setBusy] as const
}
