import {
  addressOf,
  ButtonLink,
  Icon,
  Note,
  orderSteps,
  Phrase,
  Timeline,
  fill,
  useFormats,
  useMessages,
} from '@mallhive/design-system'
import type { Order } from '@mallhive/order-service/contract'
import type { KeepFault } from './keep-account.ts'
import { KeepForm } from './keep-form.tsx'
import { OrderSummary } from './order-summary.tsx'

interface ConfirmationProps {
  readonly order: Order
  /** The country's name. */
  readonly country: string
  readonly isGuest: boolean
  /** The account was just made. */
  readonly isKept: boolean
  readonly fault: KeepFault | undefined
}

/** Thank you: the number, what happens next, what was bought. Always the same at this address. */
export function Confirmation({ order, country, isGuest, isKept, fault }: ConfirmationProps) {
  const { order: words } = useMessages()
  const format = useFormats()
  const isCancelled = order.state === 'cancelled'
  const name = order.shippingAddress.name.split(' ')[0]
  const number = <span className="strong figures no-wrap">{order.number}</span>
  return (
    <div className="wrap page">
      <div className="page-head is-thanks">
        {!isCancelled && (
          <p className="said is-good">
            <Icon name="check" small />
            {words.paid}
          </p>
        )}
        <h1>{isCancelled ? words.cancelled : name ? fill(words.thanks, { name }) : words.thanksPlain}</h1>
        <p className="lead">
          <Phrase text={words.number} values={{ number, email: order.email }} />
        </p>
      </div>
      <div className="split">
        <div className="stack is-wide">
          {isKept && !isGuest && <Note tone="good">{words.keepAdded}</Note>}
          {order.onHold && <Note tone="wait">{words.onHold}</Note>}
          <section className="stack" aria-labelledby="next">
            <h2 id="next" className="title-s">
              {words.next}
            </h2>
            <Timeline steps={orderSteps(order, words, format)} />
          </section>
          {!isGuest && (
            <div className="row no-print">
              <ButtonLink kind="second" href={addressOf.order(order.id)}>
                {words.view}
              </ButtonLink>
            </div>
          )}
          {isGuest && !isCancelled && <KeepForm fault={fault} orderId={order.id} />}
        </div>
        <OrderSummary order={order} country={country} />
      </div>
    </div>
  )
}
