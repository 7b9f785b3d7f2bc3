import { icons, type IconName } from './icons.ts'

/** An icon of the one set, 20 px or `small` 16 px. It is decoration: words beside it (or `.sr`) say what it means. */
export function Icon({ name, small = false }: { name: IconName; small?: boolean }) {
  return (
    <svg
      className={small ? 'icon icon-s' : 'icon'}
      viewBox="0 0 24 24"
      aria-hidden="true"
      dangerouslySetInnerHTML={{ __html: icons[name] }}
    />
  )
}
