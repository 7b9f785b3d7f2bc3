import {
  addressOf,
  type Department,
  EmptyState,
  fill,
  Section,
  Shelf,
  useFormats,
  useMessages,
} from '@mallhive/design-system'
import { isNarrowed } from './list-address.ts'
import { chipsOf } from './list-facets.ts'
import type { ListData } from './load-list.ts'

/** Nothing has these words or fits these filters: what was chosen, to take away, or where else to look. */
export function NothingFound({ list, departments }: { list: ListData; departments: readonly Department[] }) {
  const { list: words, home } = useMessages()
  const format = useFormats()
  const { address, currency, title, instead } = list
  const narrowed = isNarrowed(address)
  const chips = narrowed
    ? chipsOf(address, { currency, words, format }).map(({ label, href }) => ({
        label: fill(words.without, { filter: label }),
        href,
      }))
    : departments.map(({ handle, title }) => ({ label: title, href: addressOf.category(handle) }))
  const heading = address.q
    ? fill(words.nothingFor, { query: address.q })
    : narrowed
      ? words.nothing
      : (title ?? words.all)
  const lead = narrowed ? words.nothingFilters : address.q ? words.nothingLead : words.nothingYet
  const all = departments.length > 0 && <a href={addressOf.products()}>{words.all}</a>
  return (
    <div className="wrap page">
      <EmptyState title={heading} lead={lead} chips={chips} />
      {instead.length > 0 && (
        <Section id="instead" title={home.featured} aside={all}>
          <Shelf goods={instead} four />
        </Section>
      )}
    </div>
  )
}
