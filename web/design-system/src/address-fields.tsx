import type { AddressValues } from './address-form.ts'
import { countryOf } from './countries.ts'
import { type Option, SelectField, TextField } from './field.tsx'
import { useMessages } from './language.tsx'

interface AddressFieldsProps {
  values: AddressValues
  countries: readonly Option[]
  errors: Readonly<Record<string, string>>
  /** Before each word of `autocomplete`: `shipping ` in a checkout. */
  autoComplete?: string
  /** The country whose fields are shown, when scripts know it before the server. */
  country?: string
  onCountry?: (code: string) => void
}

/** The fields of an address, as the country needs them. Stand inside an element of class `form`. */
export function AddressFields({
  values,
  countries,
  errors,
  autoComplete = '',
  country,
  onCountry,
}: AddressFieldsProps) {
  const { checkout } = useMessages()
  const shown = country ?? values.country
  const text = (id: keyof AddressValues, complete: string) => ({
    id,
    error: errors[id],
    defaultValue: values[id],
    autoComplete: `${autoComplete}${complete}`,
  })
  const numeric = /^[\d -]+$/.test(countryOf(shown)?.example ?? '')
  return (
    <>
      <SelectField
        id="country"
        label={checkout.country}
        options={countries}
        defaultValue={values.country}
        autoComplete={`${autoComplete}country`}
        error={errors['country']}
        onChange={(event) => onCountry?.(event.currentTarget.value)}
      />
      <TextField {...text('name', 'name')} label={checkout.name} />
      <TextField {...text('street', 'address-line1')} label={checkout.street} />
      <TextField {...text('extra', 'address-line2')} label={checkout.extra} optional />
      <TextField
        {...text('postcode', 'postal-code')}
        label={checkout.postcode}
        inputMode={numeric ? 'numeric' : 'text'}
        columns={2}
      />
      <TextField {...text('city', 'address-level2')} label={checkout.city} columns={4} />
      {countryOf(shown)?.needsRegion && <TextField {...text('region', 'address-level1')} label={checkout.region} />}
    </>
  )
}
