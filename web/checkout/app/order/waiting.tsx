import { addressOf, ButtonLink, Icon, LookAgain, PageHead, useMessages } from '@mallhive/design-system'
import type { Order } from '@mallhive/order-service/contract'

const LOOK_AGAIN_MS = 2_000

/** The bank has not answered yet, or waits for the shopper. The page looks again by itself, with scripts and without. */
export function Waiting({ order }: { order: Order }) {
  const { checkout } = useMessages()
  return order.nextAction ? (
    <div className="wrap page">
      <PageHead title={checkout.bankTitle} lead={checkout.bankLead} />
      <ButtonLink href={order.nextAction.url} size="large">
        {checkout.bankGo}
      </ButtonLink>
    </div>
  ) : (
    <Patience orderId={order.id} />
  )
}

function Patience({ orderId }: { orderId: string }) {
  const { checkout } = useMessages()
  return (
    <div className="wrap page">
      <LookAgain everyMs={LOOK_AGAIN_MS} />
      <div role="status">
        <PageHead title={checkout.unknownTitle} lead={checkout.unknown}>
          <Icon name="info" />
        </PageHead>
      </div>
      <a href={addressOf.confirmation(orderId)}>{checkout.waitingAgain}</a>
    </div>
  )
}
