import { useEffect, useState } from 'react'
import { type FetcherWithComponents, useFetcher } from 'react-router'
import { TextButton } from './button.tsx'
import { useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'
import { EnterButton, Quantity } from './quantity.tsx'

interface QuantityFormProps {
  id: string
  title: string
  quantity: number
  max: number
  /** Which state of the cart this form was made of. */
  version: string
}

/** How long the shopper may go on pressing before the number is sent. */
const PAUSE_MS = 350

/** The quantity of a line of the cart. With scripts it saves itself; without, a button shows. */
export function QuantityForm({ id, title, quantity, max, version }: QuantityFormProps) {
  const { cart } = useMessages()
  const fetcher = useFetcher({ key: `quantity-${id}` })
  const fields = { intent: 'quantity', line: id, version, was: String(quantity) }
  const wish = useWish(fetcher, quantity, (wished) => ({ ...fields, quantity: String(wished) }))
  const labels = {
    quantity: fill(cart.quantityOf, { title }),
    less: fill(cart.lessOf, { title }),
    more: fill(cart.moreOf, { title }),
  }
  return (
    <fetcher.Form method="post">
      <EnterButton>{cart.update}</EnterButton>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Quantity value={quantity} max={max} labels={labels} onWish={wish} />{' '}
      <TextButton className="scriptless">{cart.update}</TextButton>
    </fetcher.Form>
  )
}

/** Sends the last wish when the shopper pauses, and never while an earlier one is on its way: each is made of what the cart then is. */
function useWish(
  fetcher: FetcherWithComponents<unknown>,
  quantity: number,
  fieldsFor: (wish: number) => Record<string, string>,
) {
  const [wish, setWish] = useState<number>()
  const isIdle = fetcher.state === 'idle'
  useEffect(() => {
    if (wish === undefined || !isIdle) return
    const timer = setTimeout(() => {
      setWish(undefined)
      if (wish !== quantity) void fetcher.submit(fieldsFor(wish), { method: 'post' })
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [wish, isIdle, quantity])
  return setWish
}
