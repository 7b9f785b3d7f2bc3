import { addressOf } from './addresses.ts'
import type { Department } from './header.tsx'
import { useFormats, useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'

export interface FooterProps {
  shop: string
  departments: readonly Department[]
  currency: string
  /** Whom to ask: only what is really answered. */
  contact?: { email: string; phone?: string | undefined } | undefined
  signedIn: boolean
}

/** Foot of every page. It leads only to pages that exist. */
export function Footer({ shop, departments, currency, contact, signedIn }: FooterProps) {
  const { shop: words, account, list } = useMessages()
  const { language } = useFormats()
  const other = language === 'en' ? 'de' : 'en'
  return (
    <footer className="site-footer">
      <div className="wrap">
        <div className="footer-grid">
          <div className="stack">
            <p className="title-s">{contact ? words.questions : shop}</p>
            {contact && (
              <p className="muted">
                {contact.email}
                {contact.phone && (
                  <>
                    <br />
                    {contact.phone}
                  </>
                )}
              </p>
            )}
          </div>
          <Links id="footer-shop" title={words.shop}>
            {[
              ...departments.map(({ handle, title }) => [addressOf.category(handle), title]),
              [addressOf.products(), list.all],
            ]}
          </Links>
          <Links id="footer-account" title={words.account}>
            {signedIn
              ? [
                  [addressOf.orders(), account.orders],
                  [addressOf.addresses(), account.addresses],
                  [addressOf.profile(), account.profile],
                ]
              : [[addressOf.signIn(), words.signIn]]}
          </Links>
        </div>
        <div className="footer-end">
          <p>{words.pricesIncludeVat}</p>
          <form method="get" className="row">
            <button className="text-button" name="language" value={other} lang={other}>
              {words.otherLanguage}
            </button>
            <span>{fill(words.thisLanguage, { currency })}</span>
          </form>
        </div>
      </div>
    </footer>
  )
}

function Links({ id, title, children }: { id: string; title: string; children: readonly (readonly string[])[] }) {
  return (
    <nav aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul className="plain">
        {children.map(([href, text]) => (
          <li key={href}>
            <a href={href}>{text}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
