import { useEffect, useState } from 'react'
import { join } from './button.tsx'
import { Icon } from './icon.tsx'

interface QuantityProps {
  value: number
  min?: number
  max: number
  labels: { quantity: string; less: string; more: string }
  tall?: boolean
  /** With scripts: hears each number the shopper wishes, instead of the form being sent by a button. */
  onWish?: (quantity: number) => void
}

/** A number with a button on each side. They send `less` or `more`, so that it works without scripts. */
export function Quantity({ value, min = 0, max, labels, tall = false, onWish }: QuantityProps) {
  const [typed, type] = useTyped(value)
  const wish = (text: string) => {
    type(text)
    if (/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max) onWish?.(Number(text))
  }
  const step = (by: number) => wish(String(Math.min(max, Math.max(min, (Number(typed) || 0) + by))))
  const button = (name: 'less' | 'more', by: number) => (
    <button
      name="step"
      value={name}
      aria-label={labels[name]}
      onClick={
        onWish &&
        ((event) => {
          event.preventDefault()
          step(by)
        })
      }
    >
      <Icon name={name === 'less' ? 'minus' : 'plus'} small />
    </button>
  )
  return (
    <div className={join('quantity', tall && 'is-tall')}>
      {button('less', -1)}
      <input
        aria-label={labels.quantity}
        name="quantity"
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        value={typed}
        onChange={(event) => wish(event.currentTarget.value)}
      />
      {button('more', 1)}
    </div>
  )
}

/** What stands in the field: what was typed, until the shop says another number. */
function useTyped(value: number) {
  const [typed, type] = useState(String(value))
  useEffect(() => type(String(value)), [value])
  return [typed, type] as const
}

/** The first button of a form is the one Enter presses: this hidden one keeps it from being "one less". */
export function EnterButton({ children }: { children: string }) {
  return (
    <button className="sr" tabIndex={-1} aria-hidden="true">
      {children}
    </button>
  )
}
