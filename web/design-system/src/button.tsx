import type { ComponentProps } from 'react'

interface Look {
  kind?: 'main' | 'second'
  size?: 'small' | 'large' | undefined
  wide?: boolean
}

/** A form's button. While `busy` it moves a line and takes no second press; what is `disabled` needs its reason beside it. */
export function Button({
  kind,
  size,
  wide,
  busy,
  className,
  ...rest
}: ComponentProps<'button'> & Look & { busy?: boolean }) {
  return <button className={join(looks({ kind, size, wide }), className)} aria-busy={busy || undefined} {...rest} />
}

export function ButtonLink({ kind, size, wide, className, ...rest }: ComponentProps<'a'> & Look) {
  return <a className={join(looks({ kind, size, wide }), className)} {...rest} />
}

export function TextButton({ className, ...rest }: ComponentProps<'button'>) {
  return <button className={join('text-button', className)} {...rest} />
}

/** Class names, without those that do not apply. */
export const join = (...names: readonly (string | false | undefined)[]) => names.filter(Boolean).join(' ')

const looks = ({ kind = 'main', size, wide = false }: { [Key in keyof Look]: Look[Key] | undefined }) =>
  join('button', kind === 'second' && 'is-second', size && `is-${size}`, wide && 'is-wide')
