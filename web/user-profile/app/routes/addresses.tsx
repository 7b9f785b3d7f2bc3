import {
  AccountShell,
  AddressCard,
  addressLines,
  addressOf,
  countryName,
  countryOptions,
  emptyAddress,
  messages,
  Note,
  pageMeta,
  useMessages,
} from '@mallhive/design-system'
import { goTo, requireSameOrigin } from '@mallhive/design-system/server'
import type { SavedAddress } from '@mallhive/user-service/contract'
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  useActionData,
  useLoaderData,
} from 'react-router'
import { requireAccount, sayingOf } from '../account.ts'
import { AddressForm } from '../addresses/address-form.tsx'
import { actOnAddress, addressesOf, saveAddress } from '../addresses/change-address.ts'

export async function loader(args: LoaderFunctionArgs) {
  const { shop, visitor } = requireAccount(args)
  const saved = await addressesOf(shop, visitor.id)
  if (!saved) {
    requireAccount(args)
    throw data({}, { status: 503 })
  }
  return {
    cards: saved.map((address) => cardOf(address, shop.language)),
    values: emptyAddress(shop.settings.country),
    countries: countryOptions(shop.language),
    formKey: crypto.randomUUID(),
    say: sayingOf(args.request),
    shop: shop.settings.name,
    title: messages(shop.language).account.addresses,
    canonical: `${shop.origin}${addressOf.addresses()}`,
  }
}

const cardOf = ({ id, address, isDefault }: SavedAddress, language: string) => ({
  id,
  title: address.line1,
  lines: addressLines(address, countryName(address.country, language)),
  usedFirst: isDefault,
  changeHref: `${addressOf.addresses()}/${id}`,
})

export async function action(args: ActionFunctionArgs) {
  const { shop, visitor } = requireAccount(args)
  requireSameOrigin(args.request, [shop.origin])
  const form = await args.request.formData()
  if (form.get('intent') !== 'save') {
    const trouble = await actOnAddress(shop, visitor.id, form)
    return trouble ? data({ trouble }, { status: 409 }) : goTo(shop, addressOf.addresses())
  }
  const changed = await saveAddress(shop, visitor.id, form)
  return changed.values ? data(changed, { status: 422 }) : goTo(shop, `${addressOf.addresses()}?say=saved`)
}

export const meta: MetaFunction<typeof loader> = ({ loaderData }) =>
  loaderData ? pageMeta({ ...loaderData, hidden: true }) : []

export default function AddressesRoute() {
  const { cards, values, countries, formKey, say, title } = useLoaderData<typeof loader>()
  const posted = useActionData<typeof action>()
  const { account } = useMessages()
  return (
    <AccountShell at="addresses">
      <div className="section-head">
        <h1>{title}</h1>
      </div>
      {say === 'saved' && !posted && <Note tone="good">{account.saved}</Note>}
      {cards.length === 0 ? (
        <p className="muted">
          {account.noAddresses}. {account.noAddressesLead}
        </p>
      ) : (
        <ul className="cards">
          {cards.map((address) => (
            <AddressCard key={address.id} address={address} />
          ))}
        </ul>
      )}
      <section className="top-8" aria-labelledby="add">
        <h2 id="add" className="title-s">
          {account.addAddress}
        </h2>
        <AddressForm key={formKey} {...{ values, countries, formKey, posted }} />
      </section>
    </AccountShell>
  )
}
