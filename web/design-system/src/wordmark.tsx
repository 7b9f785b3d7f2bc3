import { addressOf } from './addresses.ts'
import { useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'

/** The shop's mark and name, which lead home. */
export function Wordmark({ shop }: { shop: string }) {
  const messages = useMessages()
  return (
    <a className="wordmark" href={addressOf.home()} aria-label={fill(messages.shop.homeOf, { shop })}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M1 15a11 11 0 0 1 22 0zM10.800 15h2.400v5h-2.400zM6 20h12v2.600H6z" />
      </svg>
      <span>{shop}</span>
    </a>
  )
}
