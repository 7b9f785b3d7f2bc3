import { addressOf } from './addresses.ts'
import { ButtonLink } from './button.tsx'
import { EmptyState } from './empty-state.tsx'
import type { Department } from './header.tsx'
import { useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'

/** 404: says so and leads on. */
export function NotFound({ departments }: { departments: readonly Department[] }) {
  const { failure } = useMessages()
  const chips = departments.map(({ handle, title }) => ({ label: title, href: addressOf.category(handle) }))
  return (
    <EmptyState
      above={<p className="muted figures">404</p>}
      title={failure.notFoundTitle}
      lead={failure.notFoundLead}
      chips={chips}
    />
  )
}

/** Something broke that is not the shopper's doing. `reference` finds it in the logs. */
export function Failure({ retryHref, reference }: { retryHref: string; reference?: string | undefined }) {
  const { failure } = useMessages()
  return (
    <EmptyState title={failure.errorTitle} lead={failure.errorLead}>
      <div className="row">
        <ButtonLink href={retryHref}>{failure.tryAgain}</ButtonLink>
      </div>
      {reference && <p className="small muted figures">{fill(failure.reference, { reference })}</p>}
    </EmptyState>
  )
}
