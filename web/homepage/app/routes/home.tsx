import {
  addressOf,
  ButtonLink,
  EmptyState,
  Hero,
  organizationData,
  PageHead,
  pageMeta,
  Rooms,
  Section,
  Seen,
  Shelf,
  TextButton,
  useFormats,
  useMessages,
} from '@mallhive/design-system'
import { cookieOptions, forgetSeen, goTo, requireSameOrigin, shopOf } from '@mallhive/design-system/server'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { type HomeData, loadHome } from '../home-data.ts'

export const loader = ({ request, context }: LoaderFunctionArgs) => loadHome(shopOf(context), request)

/** The one form of this page: forget what was looked at. */
export function action({ request, context }: ActionFunctionArgs) {
  const shop = shopOf(context)
  requireSameOrigin(request, [shop.origin])
  forgetSeen(shop.headers, cookieOptions(request, shop.origin.startsWith('https:')))
  return goTo(shop, addressOf.home())
}

export function meta({ loaderData }: { loaderData: HomeData | undefined }) {
  if (!loaderData) return []
  const { shop, sentence, origin, hero } = loaderData
  const canonical = `${origin}/`
  return pageMeta({
    ...{ title: sentence, shop, description: hero?.text ?? sentence, canonical },
    picture: hero && `${origin}${shopPicture(hero.picture.wide)}`,
    data: [organizationData({ name: shop, url: canonical })],
  })
}

export default function HomePage() {
  const home = useLoaderData<typeof loader>()
  const { hero, shop, sentence, rooms, newest } = home
  const { home: words, list } = useMessages()
  return (
    <>
      {hero && <ShopHero hero={hero} />}
      <div className="wrap">
        {!hero && newest.length > 0 && <PageHead title={shop} lead={sentence} />}
        {newest.length === 0 && (
          <EmptyState title={shop} lead={list.nothingYet}>
            <ButtonLink href={addressOf.products()}>{list.all}</ButtonLink>
          </EmptyState>
        )}
        {newest.length > 0 && (
          <Section
            id="new"
            title={words.newThings}
            aside={<a href={`${addressOf.products()}?sort=newest`}>{words.allNew}</a>}
          >
            <Shelf goods={newest} four firsts={hero ? 0 : newest.length} />
          </Section>
        )}
        {rooms.length > 0 && (
          <Section id="rooms" title={words.rooms}>
            <Rooms rooms={rooms} />
          </Section>
        )}
        <Featured {...home} />
        <RecentlySeen {...home} />
      </div>
    </>
  )
}

function Featured({ featured, total }: Pick<HomeData, 'featured' | 'total'>) {
  const { home } = useMessages()
  const format = useFormats()
  if (featured.length === 0) return null
  const all = total > 0 && <a href={addressOf.products()}>{format.count(total, home.all)}</a>
  return (
    <Section id="featured" title={home.featured} aside={all}>
      <Shelf goods={featured} four />
    </Section>
  )
}

function RecentlySeen({ seen }: Pick<HomeData, 'seen'>) {
  const { home } = useMessages()
  if (seen.length === 0) return null
  const clear = (
    <Form method="post" preventScrollReset>
      <TextButton>
        {home.clear}
        <span className="sr"> {home.seenLabel}</span>
      </TextButton>
    </Form>
  )
  return (
    <Section id="seen" title={home.seen} small aside={clear}>
      <Seen goods={seen} />
    </Section>
  )
}

/** How the drawn hero is made; another is cut to the frame by the sheet. */
const WIDE = { width: 1_600, height: 780 }
const TALL = { width: 800, height: 1_000 }

function ShopHero({ hero }: { hero: NonNullable<HomeData['hero']> }) {
  const { title, text, action, product, picture } = hero
  const source = (file: string, size: typeof WIDE) => ({
    ...{ ...size, alt: picture.alt },
    sizes: [{ width: size.width, url: shopPicture(file) }],
  })
  return (
    <Hero
      {...{ title, text, action, href: addressOf.product(product) }}
      wide={source(picture.wide, WIDE)}
      tall={source(picture.tall, TALL)}
    />
  )
}

/** The merchant's own pictures, beside shop.json, are served below `/shop/`. */
const shopPicture = (file: string) => `/shop/${file.split('/').map(encodeURIComponent).join('/')}`
