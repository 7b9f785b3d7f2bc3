import { useMessages } from './language.tsx'
import { join } from './button.tsx'
import { useFollowed } from './followed.ts'
import { fill } from './messages/messages.ts'
import { Image, type PictureSource } from './picture.tsx'

export interface ChoiceValue {
  readonly value: string
  readonly state: 'in-stock' | 'sold-out' | 'not-made'
  /** Shown instead of the word, for colours. */
  readonly picture?: PictureSource | undefined
}

interface ChoicesProps {
  /** The option, such as `Colour`; also the form's field `option.<index>`. */
  option: string
  name: string
  values: readonly ChoiceValue[]
  chosen: string
  /** What to know about a choice that is sold out. */
  hint?: string | undefined
}

/** The values of one option as buttons. What is sold out is struck through and can still be chosen. */
export function Choices({ option, name, values, chosen, hint }: ChoicesProps) {
  const { product } = useMessages()
  const [picked, pick] = useFollowed(chosen)
  return (
    <fieldset className="choices">
      <legend>
        <b>{fill(product.chosen, { option })}</b> <span>{chosen}</span>
      </legend>
      <div className="choice-list">
        {values.map((value) => (
          <Choice key={value.value} {...{ name, pick }} choice={value} checked={value.value === picked} />
        ))}
      </div>
      {hint && <p className="hint top-2">{hint}</p>}
    </fieldset>
  )
}

interface ChoiceProps {
  name: string
  choice: ChoiceValue
  checked: boolean
  pick: (value: string) => void
}

function Choice({ name, choice, checked, pick }: ChoiceProps) {
  const { product } = useMessages()
  const { value, state, picture } = choice
  const spoken = {
    'in-stock': value,
    'sold-out': fill(product.choiceSoldOut, { value }),
    'not-made': fill(product.choiceNotMade, { value }),
  }[state]
  return (
    <label className={join('choice', picture && 'is-picture', state !== 'in-stock' && 'is-gone')} title={value}>
      <input
        type="radio"
        name={name}
        value={value}
        checked={checked}
        onChange={() => pick(value)}
        aria-label={spoken}
      />
      {picture ? (
        <span className="picture">
          <Image picture={picture} sizes="56px" decorative />
        </span>
      ) : (
        <span>{value}</span>
      )}
    </label>
  )
}
