import type { ChangeEvent } from 'react'
import { join } from './button.tsx'
import { Icon } from './icon.tsx'

interface QuantityProps {
  value: number
  min?: number
  max: number
  labels: { quantity: string; less: string; more: string }
  tall?: boolean
  /** Sends the form when the number was changed by hand. */
  savesItself?: boolean
}

/** A number with a button on each side. They send `less` or `more`, so that it works without scripts. */
export function Quantity({ value, min = 0, max, labels, tall = false, savesItself = false }: QuantityProps) {
  const save = (event: ChangeEvent<HTMLInputElement>) => event.currentTarget.form?.requestSubmit()
  return (
    <div className={join('quantity', tall && 'is-tall')}>
      <button name="step" value="less" aria-label={labels.less}>
        <Icon name="minus" small />
      </button>
      <input
        key={value}
        aria-label={labels.quantity}
        name="quantity"
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        defaultValue={value}
        onBlur={savesItself ? (event) => Number(event.currentTarget.value) !== value && save(event) : undefined}
      />
      <button name="step" value="more" aria-label={labels.more}>
        <Icon name="plus" small />
      </button>
    </div>
  )
}

/** The first button of a form is the one Enter presses: this hidden one keeps it from being "one less". */
export function EnterButton({ children }: { children: string }) {
  return (
    <button className="sr" tabIndex={-1} aria-hidden="true">
      {children}
    </button>
  )
}
