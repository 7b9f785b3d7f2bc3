import { CardBrands, fill, FormStep, Icon, useMessages } from '@mallhive/design-system'
import { CardFields } from './card-fields.tsx'
import { type KeptCard, keptFields } from './kept-card.ts'

interface PaymentStepProps {
  errors: Readonly<Record<string, string>>
  /** A card that was typed before and can still be paid with. */
  kept: KeptCard | undefined
  again: boolean
}

/** How to pay: with the card that was typed before, or with one that is typed now. */
export function PaymentStep({ errors, kept, again }: PaymentStepProps) {
  const { checkout } = useMessages()
  return (
    <FormStep legend={checkout.payment}>
      <div className="picks">
        <div className="pick-open form">
          {kept ? (
            <Kept kept={kept} errors={errors} />
          ) : (
            <>
              <div className="row between">
                <b>{checkout.card}</b>
                <CardBrands brands={['Visa', 'Mastercard']} />
              </div>
              {again && <p className="hint">{checkout.cardAgain}</p>}
              <CardFields errors={errors} />
            </>
          )}
        </div>
      </div>
    </FormStep>
  )
}

const CARD_FIELDS = ['card', 'expiry', 'code', 'holder']

/** The card that is there already; another one is a fold away, with scripts and without. */
function Kept({ kept, errors }: { kept: KeptCard; errors: PaymentStepProps['errors'] }) {
  const { checkout, order } = useMessages()
  return (
    <>
      <div className="row between">
        <b>{fill(order.cardEnding, { brand: kept.brand, digits: kept.last4 })}</b>
        <Icon name="check" />
      </div>
      <p className="hint">{checkout.cardKept}</p>
      {keptFields(kept).map(([name, value]) => (
        <input type="hidden" key={name} name={name} value={value} />
      ))}
      <details className="other-card" open={CARD_FIELDS.some((name) => errors[name])}>
        <summary>{checkout.otherCard}</summary>
        <div className="form top-4">
          <CardFields errors={errors} />
        </div>
      </details>
    </>
  )
}
