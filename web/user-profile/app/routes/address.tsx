import { AccountShell, addressOf, addressValues, countryOptions, messages, pageMeta } from '@mallhive/design-system'
import { goTo, requireSameOrigin } from '@mallhive/design-system/server'
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  useActionData,
  useLoaderData,
} from 'react-router'
import { idFrom, requireAccount } from '../account.ts'
import { AddressForm } from '../addresses/address-form.tsx'
import { addressesOf, saveAddress } from '../addresses/change-address.ts'

export async function loader(args: LoaderFunctionArgs) {
  const { shop, visitor } = requireAccount(args)
  const addressId = idFrom(args.params['addressId'])
  const saved = await addressesOf(shop, visitor.id)
  if (!saved) {
    requireAccount(args)
    throw data({}, { status: 503 })
  }
  const found = saved.find(({ id }) => id === addressId)
  if (!found) throw data({}, { status: 404 })
  return {
    values: addressValues(found.address),
    countries: countryOptions(shop.language),
    shop: shop.settings.name,
    title: messages(shop.language).account.changeAddress,
    canonical: `${shop.origin}${addressOf.addresses()}/${addressId}`,
  }
}

export async function action(args: ActionFunctionArgs) {
  const { shop, visitor } = requireAccount(args)
  requireSameOrigin(args.request, [shop.origin])
  const form = await args.request.formData()
  const changed = await saveAddress(shop, visitor.id, form, idFrom(args.params['addressId']))
  return changed.values ? data(changed, { status: 422 }) : goTo(shop, `${addressOf.addresses()}?say=saved`)
}

export const meta: MetaFunction<typeof loader> = ({ loaderData }) =>
  loaderData ? pageMeta({ ...loaderData, hidden: true }) : []

export default function AddressRoute() {
  const { values, countries, title } = useLoaderData<typeof loader>()
  return (
    <AccountShell at="addresses" title={title}>
      <div className="section-head">
        <h1>{title}</h1>
      </div>
      <AddressForm values={values} countries={countries} posted={useActionData<typeof action>()} />
    </AccountShell>
  )
}
