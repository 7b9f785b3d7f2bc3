import { breadcrumbData, Breadcrumbs, fill, messages, PageHead, pageMeta, useMessages } from '@mallhive/design-system'
import { shopOf } from '@mallhive/design-system/server'
import { type LoaderFunctionArgs, redirect, useLoaderData, useRouteLoaderData } from 'react-router'
import { hrefOf, isNarrowed, readAddress } from '../list/list-address.ts'
import { ListLayout } from '../list/list-layout.tsx'
import { loadList } from '../list/load-list.ts'
import { NothingFound } from '../list/nothing-found.tsx'
import type { loader as rootLoader } from '../root.tsx'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const shop = shopOf(context)
  const search = new URL(request.url).searchParams
  const asked = search.get('category')
  const address = readAddress(search, params['category'] ?? (asked || undefined))
  // A category has one address; the query is the other way to say it.
  if (asked) throw redirect(`${shop.origin}${hrefOf(address)}`, 301)
  return {
    ...(await loadList(shop, address)),
    all: messages(shop.language).list.all,
    described: messages(shop.language).list.described,
    home: messages(shop.language).shop.home,
  }
}

export function meta({ loaderData }: { loaderData: Awaited<ReturnType<typeof loader>> | undefined }) {
  if (!loaderData) return []
  const { address, origin, shop, lead, all, described, home, goods } = loaderData
  const title = loaderData.title ?? (address.q || all)
  const at = (page: number) => `${origin}${hrefOf({ ...readAddress(new URLSearchParams(), address.category), page })}`
  const picture = goods[0]?.picture?.sizes.at(-1)?.url
  const trail = [
    { title: home, url: `${origin}/` },
    { title, url: at(1) },
  ]
  return pageMeta({
    ...{ title, shop, canonical: at(address.page), data: [breadcrumbData(trail)] },
    description: lead ?? fill(described, { title, shop }),
    picture: picture && `${origin}${picture}`,
    hidden: address.q !== '' || isNarrowed(address),
  })
}

export default function ListPage() {
  const list = useLoaderData<typeof loader>()
  const words = useMessages().list
  const frame = useRouteLoaderData<typeof rootLoader>('root')
  const { address, title, lead, total } = list
  if (total === 0) return <NothingFound list={list} departments={frame?.departments ?? []} />
  const name = title ?? (address.q ? fill(words.resultsFor, { query: address.q }) : words.all)
  return (
    <>
      <Breadcrumbs trail={[{ title: name }]} />
      <div className="wrap page">
        <PageHead title={name} lead={lead} />
        <ListLayout list={list} />
      </div>
    </>
  )
}
