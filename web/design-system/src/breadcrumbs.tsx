import { addressOf } from './addresses.ts'
import { useMessages } from './language.tsx'

export interface Crumb {
  readonly title: string
  readonly href?: string
}

/** Where this page stands: home, what is above it, itself. */
export function Breadcrumbs({ trail }: { trail: readonly Crumb[] }) {
  const { shop } = useMessages()
  const whole: readonly Crumb[] = [{ title: shop.home, href: addressOf.home() }, ...trail]
  return (
    <nav className="crumbs wrap" aria-label={shop.breadcrumb}>
      <ol>
        {whole.map(({ title, href }, index) => (
          <li key={title}>
            {href && index < whole.length - 1 ? <a href={href}>{title}</a> : <span aria-current="page">{title}</span>}
          </li>
        ))}
      </ol>
    </nav>
  )
}
