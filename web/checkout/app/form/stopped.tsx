import { addressOf, Button, Note, PageHead, ShopPage, useFrame, useMessages } from '@mallhive/design-system'
import { Form } from 'react-router'
import type { Interrupted } from '../place/interrupted.ts'

/** A press that could not be carried through, as a service is away: all of it is in this form, to be sent once more. */
export function Stopped({ fields, isOrder, isCardGone }: Interrupted) {
  const frame = useFrame()
  const { checkout, failure } = useMessages()
  if (!frame) return null
  return (
    <ShopPage frame={frame}>
      <div className="wrap page">
        <PageHead title={checkout.stoppedTitle} />
        <Note tone="bad">
          {isOrder ? checkout.stopped : checkout.stoppedLook} {isCardGone && checkout.cardGone}
        </Note>
        <Form method="post" action="/?index" reloadDocument className="row top-4">
          {fields.map(([name, value]) => (
            <input type="hidden" key={name} name={name} value={value} />
          ))}
          <Button>{failure.tryAgain}</Button>
          <a href={addressOf.cart()}>{failure.yourCart}</a>
        </Form>
      </div>
    </ShopPage>
  )
}
