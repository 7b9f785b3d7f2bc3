import type { ComponentProps, ReactNode } from 'react'
import { join } from './button.tsx'
import { Icon } from './icon.tsx'
import { useMessages } from './language.tsx'

interface Labelled {
  id: string
  label: string
  hint?: string | undefined
  /** What is wrong with it, in words; marks the field. */
  error?: string | undefined
  optional?: boolean
  /** Its width in sixths of the form. */
  columns?: 2 | 3 | 4
  hiddenLabel?: boolean
}

/** A labelled input: label above, hint between, error below. `end` stands inside at the right (a card's brand). */
export function TextField({ end, ...props }: Labelled & ComponentProps<'input'> & { end?: ReactNode }) {
  const { field, input } = split(props)
  const control = <input className="input" type="text" {...input} {...described(field)} required={!field.optional} />
  return (
    <Field {...field}>
      {end ? (
        <div className="with-end">
          {control}
          {end}
        </div>
      ) : (
        control
      )}
    </Field>
  )
}

export function SelectField({
  options,
  ...props
}: Labelled & ComponentProps<'select'> & { options: readonly Option[] }) {
  const { field, input } = split(props)
  return (
    <Field {...field}>
      <select className="input" {...input} {...described(field)}>
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Field>
  )
}
export interface Option {
  readonly value: string
  readonly label: string
}

/** A box or a dot with its words. */
export function Check({ children, type = 'checkbox', ...input }: ComponentProps<'input'>) {
  return (
    <label className="check">
      <input type={type} {...input} />
      <span>{children}</span>
    </label>
  )
}

/** The fault of a field, said where it is. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p className="error" id={id}>
      <Icon name="alert" small />
      <span>{children}</span>
    </p>
  )
}

function Field({
  id,
  label,
  hint,
  error,
  optional,
  columns,
  hiddenLabel,
  children,
}: Labelled & { children: ReactNode }) {
  const { shop } = useMessages()
  return (
    <div className={join('field', columns && `w${columns}`)}>
      <label htmlFor={id} className={hiddenLabel ? 'sr' : undefined}>
        {label}
        {optional && (
          <>
            {' '}
            <span>{shop.optional}</span>
          </>
        )}
      </label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}

function split<Props extends Labelled>(props: Props) {
  const { label, hint, error, optional, columns, hiddenLabel, ...input } = props
  const field: Labelled = { id: props.id, label, hint, error }
  if (optional !== undefined) field.optional = optional
  if (columns !== undefined) field.columns = columns
  if (hiddenLabel !== undefined) field.hiddenLabel = hiddenLabel
  return { field, input: { name: props.id, ...input } }
}

function described({ id, hint, error }: Labelled) {
  const by = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ')
  return { ...(error && { 'aria-invalid': true as const }), ...(by && { 'aria-describedby': by }) }
}
