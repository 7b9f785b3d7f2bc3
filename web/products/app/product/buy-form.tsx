import { Button, type ChoiceValue, Choices, EnterButton, Note, Quantity, useMessages } from '@mallhive/design-system'
import type { ChangeEvent } from 'react'
import { type FetcherWithComponents, useHref, useNavigate } from 'react-router'
import type { AddFault, Added } from './add-to-cart.ts'
import { isInStock, type OptionChoices } from './choices.ts'
import type { ProductData } from './load-product.ts'
import { QUANTITY_MAX } from './quantity.ts'

interface BuyFormProps {
  product: ProductData
  fetcher: FetcherWithComponents<Added>
  fault: AddFault | undefined
}

/** What to choose, how many, and the button. With scripts each choice changes the address at once; without, a button does. */
export function BuyForm({ product, fetcher, fault }: BuyFormProps) {
  const { product: words } = useMessages()
  const { handle, variant, choices, quantity, key } = product
  const action = `/${encodeURIComponent(handle)}`
  const here = useHref(action)
  const choose = useChoose(choices)
  const inStock = isInStock(variant)
  const most = variant.availability.left ?? QUANTITY_MAX
  return (
    <fetcher.Form className="stack" method="post" action={`${action}?variant=${variant.id}`} onChange={choose}>
      <EnterButton>{words.add}</EnterButton>
      <input type="hidden" name="variant" value={variant.id} />
      <input type="hidden" name="key" value={key} />
      {choices.map(({ option, chosen, values }, index) => (
        <Choices
          key={option}
          option={option}
          name={`option.${index}`}
          chosen={chosen}
          values={values.map((value) => shown(value, product))}
        />
      ))}
      {choices.length > 0 && (
        <div>
          <Button kind="second" size="small" className="scriptless" formMethod="get" formAction={here}>
            {words.showChoice}
          </Button>
        </div>
      )}
      {fault && <Note tone="bad">{words.faults[fault]}</Note>}
      {!inStock && choices.length > 0 && <p className="hint">{words.soldOutHint}</p>}
      <div className="buy-row is-near">
        {inStock && (
          <Quantity
            tall
            value={Math.min(quantity, most)}
            min={1}
            max={most}
            labels={{ quantity: words.quantity, less: words.less, more: words.more }}
            onWish={() => undefined}
          />
        )}
        {/* While it is on its way a second press is not sent; the key would make it harmless, too. */}
        {inStock ? (
          <Button size="large" busy={fetcher.state !== 'idle'}>
            {words.add}
          </Button>
        ) : (
          <Button size="large" disabled aria-describedby="name">
            {words.soldOut}
          </Button>
        )}
      </div>
    </fetcher.Form>
  )
}

const shown = (
  { value, state, picture }: OptionChoices['values'][number],
  { choicePictures }: ProductData,
): ChoiceValue => {
  const source = picture === undefined ? undefined : choicePictures[picture]
  return { value, state, ...(source && { picture: source }) }
}

/** Goes to the variant that a choice leads to. The address changes in place: back leads to the list, not through colours. */
function useChoose(choices: readonly OptionChoices[]) {
  const navigate = useNavigate()
  return (event: ChangeEvent<HTMLFormElement>) => {
    const field: unknown = event.target
    if (!(field instanceof HTMLInputElement) || !field.name.startsWith('option.')) return
    const option = choices[Number(field.name.slice('option.'.length))]
    const choice = option?.values.find(({ value }) => value === field.value)
    if (choice) void navigate(`?variant=${choice.variantId}`, { replace: true, preventScrollReset: true })
  }
}
