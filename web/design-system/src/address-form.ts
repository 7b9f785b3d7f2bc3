import type { Address } from '@mallhive/contract'
import { countries, countryOf } from './countries.ts'
import type { FormFault } from './form-faults.ts'
import type { Static } from 'typebox'

/** The fields of an address as they are typed. */
export interface AddressValues {
  readonly name: string
  readonly street: string
  readonly extra: string
  readonly postcode: string
  readonly city: string
  readonly region: string
  readonly country: string
}
export type PostalAddress = Static<typeof Address>

const LENGTH_MAX = { name: 200, street: 200, extra: 200, postcode: 20, city: 100, region: 100 } as const
type Text = keyof typeof LENGTH_MAX
const texts = Object.keys(LENGTH_MAX) as Text[]

/** Reads the fields of a posted form. What is missing is empty; a country that is not delivered to becomes `country`. */
export function readAddress(form: FormData, country: string): AddressValues {
  const text = (name: string) => textOf(form, name)
  const asked = text('country')
  return {
    name: text('name'),
    street: text('street'),
    extra: text('extra'),
    postcode: text('postcode'),
    city: text('city'),
    region: text('region'),
    country: countryOf(asked) ? asked : (countryOf(country)?.code ?? countries[0]!.code),
  }
}

/** What is wrong with an address, field by field, in the order of the form. */
export function addressFaults(values: AddressValues): FormFault[] {
  const country = countryOf(values.country)
  const required: readonly Text[] = [
    'name',
    'street',
    'postcode',
    'city',
    ...(country?.needsRegion ? ['region' as const] : []),
  ]
  return texts.flatMap((field): FormFault[] => {
    const value = values[field]
    if (value === '' && required.includes(field)) return [{ field, code: field === 'region' ? 'region' : 'required' }]
    if (value.length > LENGTH_MAX[field]) return [{ field, code: 'tooLong', count: LENGTH_MAX[field] }]
    if (field === 'postcode' && country?.postcode?.test(value) === false) return [{ field, code: 'postcode' }]
    return []
  })
}

/** The address as the services take it. */
export function postalAddress({ name, street, extra, postcode, city, region, country }: AddressValues): PostalAddress {
  return {
    name,
    line1: street,
    city,
    country,
    ...(extra && { line2: extra }),
    ...(postcode && { postalCode: postcode }),
    ...(region && countryOf(country)?.needsRegion && { region }),
  }
}

/** A kept address as fields to type over. */
export const addressValues = (address: PostalAddress): AddressValues => ({
  name: address.name,
  street: address.line1,
  extra: address.line2 ?? address.company ?? '',
  postcode: address.postalCode ?? '',
  city: address.city,
  region: address.region ?? '',
  country: address.country,
})

export const emptyAddress = (country: string): AddressValues => ({
  name: '',
  street: '',
  extra: '',
  postcode: '',
  city: '',
  region: '',
  country,
})

/** An address as it stands on a parcel, line by line; the country by its name. */
export const addressLines = (address: PostalAddress, countryName: string): readonly (string | undefined)[] => [
  address.name,
  address.company,
  address.line1,
  address.line2,
  [address.postalCode, address.city].filter(Boolean).join(' '),
  address.region,
  countryName,
]

/** A field of a form as one line of text, without what surrounds it. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}
