import { FieldError, FormStep, Note, Picks, useFormats, useMessages } from '@mallhive/design-system'
import type { Offer } from '../place/checkout-view.ts'
import { UpdateButton } from './address-steps.tsx'

interface DeliveryStepProps {
  offer: Offer
  error: string | undefined
  isPriceOld: boolean
  onDelivery: (method: string) => void
}

/** Ways of delivery by the days on which they arrive. */
export function DeliveryStep({
  offer: { options, delivery, totals },
  error,
  isPriceOld,
  onDelivery,
}: DeliveryStepProps) {
  const { checkout, price } = useMessages()
  const format = useFormats()
  const picks = options.map(({ method, title, price: cost, arrivesFrom, arrivesTo }) => ({
    value: method,
    title: format.dayRange(arrivesFrom, arrivesTo),
    note: title,
    end: cost.amount === 0 ? price.free : format.money(cost),
  }))
  return (
    <FormStep legend={checkout.delivery}>
      <div
        id="delivery"
        tabIndex={-1}
        onChange={(event) => event.target instanceof HTMLInputElement && onDelivery(event.target.value)}
      >
        {picks.length > 0 ? (
          <Picks key={picks.map(({ value }) => value).join()} name="delivery" options={picks} chosen={delivery} />
        ) : (
          <Note tone="bad">{checkout.chooseCountryFirst}</Note>
        )}
      </div>
      {isPriceOld && <Note tone="wait">{checkout.priceUnasked}</Note>}
      {error && <FieldError id="delivery-error">{error}</FieldError>}
      <p className="sr" role="status">
        {checkout.yourOrder}: {format.money(totals.total)}
      </p>
      <UpdateButton />
    </FormStep>
  )
}
