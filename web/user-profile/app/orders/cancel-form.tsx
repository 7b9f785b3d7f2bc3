import { fill, TextButton, useFormats, useMessages } from '@mallhive/design-system'
import { Form } from 'react-router'

/** While it may still be cancelled. The key makes pressing twice cancel once. */
export function CancelForm({ cancelKey, until }: { cancelKey: string; until: string }) {
  const { order } = useMessages()
  const { dateTime } = useFormats()
  return (
    <Form method="post" className="stack is-tight no-print">
      <p className="small muted">{fill(order.toCancelUntil, { time: dateTime(until) })}</p>
      <input type="hidden" name="key" value={cancelKey} />
      <div>
        <TextButton name="intent" value="cancel">
          {order.cancel}
        </TextButton>
      </div>
    </Form>
  )
}
