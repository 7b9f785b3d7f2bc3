import {
  AccountShell,
  Address,
  addressLines,
  Button,
  Note,
  orderedLine,
  OrderLines,
  orderSteps,
  OrderSums,
  thingsIn,
  Timeline,
  useFormats,
  useMessages,
} from '@mallhive/design-system'
import type { Order } from '@mallhive/order-service/contract'
import { Form } from 'react-router'
import { CancelForm } from './cancel-form.tsx'

interface OrderPageProps {
  readonly order: Order
  readonly title: string
  /** The country's name. */
  readonly country: string
  readonly cancelKey: string
  readonly isCancellable: boolean
  readonly say: string | undefined
}

/** An order with everything that happened to it. */
export function OrderPage({ order, title, country, cancelKey, isCancellable, say }: OrderPageProps) {
  const { order: words, account, shop } = useMessages()
  const format = useFormats()
  return (
    <AccountShell at="orders" title={title}>
      <div className="section-head">
        <div>
          <h1>{title}</h1>
          <p className="muted top-1">{format.date(order.placedAt)}</p>
        </div>
        <Form method="post" className="no-print">
          <Button kind="second" size="small" name="intent" value="again">
            {words.again}
          </Button>
        </Form>
      </div>
      {say === 'too-late' && <Note tone="bad">{words.tooLate}</Note>}
      {say === 'away' && <Note tone="bad">{account.away}</Note>}
      {order.onHold && <Note tone="wait">{words.onHold}</Note>}
      <div className="two is-order">
        <section className="stack" aria-labelledby="state">
          <h2 id="state" className="title-s">
            {words.state}
          </h2>
          <Timeline steps={orderSteps(order, words, format)} />
          {isCancellable && order.cancellableUntil && (
            <CancelForm cancelKey={cancelKey} until={order.cancellableUntil} />
          )}
        </section>
        <div className="stack is-wide">
          <div>
            <h2 className="small muted">{words.deliveredTo}</h2>
            <Address lines={addressLines(order.shippingAddress, country)} />
          </div>
          <div>
            <h2 className="small muted">{words.contact}</h2>
            <p>{order.email}</p>
          </div>
        </div>
      </div>
      <section className="top-8 order-lines" aria-labelledby="things">
        <h2 id="things" className="title-s">
          {format.count(thingsIn(order.lines), shop.things)}
        </h2>
        <OrderLines lines={order.lines.map(orderedLine)} />
        <div className="order-total">
          <OrderSums lines={order.lines} totals={order.totals} />
        </div>
      </section>
    </AccountShell>
  )
}
