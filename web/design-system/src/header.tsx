import { addressOf } from './addresses.ts'
import { Icon } from './icon.tsx'
import { useFormats, useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'
import { Wordmark } from './wordmark.tsx'

export interface Department {
  readonly handle: string
  readonly title: string
  readonly productCount: number
}

export interface HeaderProps {
  shop: string
  departments: readonly Department[]
  /** The department this page belongs to. */
  current?: string | undefined
  cartCount: number
  /** The first name of who is signed in. */
  user?: string | undefined
  /** What was searched for on this page. */
  query?: string | undefined
}

/** Head of every page but the checkout: departments, search, account, cart. */
export function Header({ shop, departments, current, cartCount, user, query }: HeaderProps) {
  const messages = useMessages()
  return (
    <>
      <SkipLink>{messages.shop.skip}</SkipLink>
      <header className="site-header">
        <div className="wrap site-header-row">
          <Menu departments={departments} />
          <Wordmark shop={shop} />
          <nav className="site-nav" aria-label={messages.shop.departments}>
            <ul>
              {departments.length === 0 && <AllThings />}
              {departments.map(({ handle, title }) => (
                <li key={handle}>
                  <a href={addressOf.category(handle)} aria-current={handle === current ? 'page' : undefined}>
                    {title}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <Search query={query} />
          <div className="site-tools">
            <AccountLink user={user} />
            <CartLink count={cartCount} />
          </div>
        </div>
      </header>
    </>
  )
}

/** The way in of a shop that has no departments. */
function AllThings() {
  const { list } = useMessages()
  return (
    <li>
      <a href={addressOf.products()}>{list.all}</a>
    </li>
  )
}

export function SkipLink({ children }: { children: string }) {
  return (
    <a className="skip" href="#main">
      {children}
    </a>
  )
}

function Menu({ departments }: Pick<HeaderProps, 'departments'>) {
  const { shop } = useMessages()
  return (
    <details className="menu">
      <summary className="icon-button" aria-label={shop.menu}>
        <Icon name="menu" />
        <Icon name="x" />
      </summary>
      <div className="menu-panel">
        <nav aria-label={shop.departments}>
          <ul className="menu-list">
            {departments.length === 0 && <AllThings />}
            {departments.map(({ handle, title, productCount }) => (
              <li key={handle}>
                <a href={addressOf.category(handle)}>
                  <span>{title}</span> <span className="muted count">{productCount}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </details>
  )
}

function Search({ query }: { query: string | undefined }) {
  const { shop } = useMessages()
  return (
    <search className="site-search">
      <form action={addressOf.search()}>
        <label className="sr" htmlFor="search">
          {shop.searchTheShop}
        </label>
        <button aria-label={shop.search}>
          <Icon name="search" />
        </button>
        <input
          id="search"
          name="q"
          type="search"
          placeholder={shop.search}
          autoComplete="off"
          enterKeyHint="search"
          maxLength={200}
          defaultValue={query}
        />
      </form>
    </search>
  )
}

function AccountLink({ user }: { user: string | undefined }) {
  const { shop } = useMessages()
  const [before, after] = fill(shop.yourAccount, { name: '\n' }).split('\n')
  return (
    <a className="tool" href={user ? addressOf.account() : addressOf.signIn()}>
      <Icon name="user" />
      <span className="tool-word">{user ?? shop.signIn}</span>
      {user ? (
        <span className="sr">
          {before}
          {after}
        </span>
      ) : (
        <span className="sr phone-only">{shop.signIn}</span>
      )}
    </a>
  )
}

function CartLink({ count }: { count: number }) {
  const { shop } = useMessages()
  const format = useFormats()
  return (
    <a className="tool" href={addressOf.cart()}>
      <Icon name="bag" />
      <span className="tool-word">{shop.cart}</span>
      <span className="sr phone-only">{shop.cart}</span>
      {count > 0 && (
        <>
          <span className="badge" aria-hidden="true">
            {format.number(count)}
          </span>
          <span className="sr">, {format.count(count, shop.things)}</span>
        </>
      )}
    </a>
  )
}
