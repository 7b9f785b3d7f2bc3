import { CardBrands, Icon, TextField, useMessages } from '@mallhive/design-system'
import { type InputEvent, useState } from 'react'
import { brandOf, groupDigits, groupExpiry } from './card-form.ts'

/** A card to be typed. The fields always come empty from the server. */
export function CardFields({ errors }: { errors: Readonly<Record<string, string>> }) {
  const { checkout } = useMessages()
  const [brand, setBrand] = useState<string>()
  const field = (id: string, autoComplete: string) => ({ id, error: errors[id], autoComplete })
  return (
    <>
      <TextField
        {...field('card', 'cc-number')}
        label={checkout.cardNumber}
        inputMode="numeric"
        maxLength={23}
        placeholder="1234 1234 1234 1234"
        onInput={(event) => {
          setBrand(brandOf(event.currentTarget.value))
          regroup(event, groupDigits)
        }}
        end={brand ? <CardBrands brands={[brand]} /> : <Icon name="lock" />}
      />
      <TextField
        {...field('expiry', 'cc-exp')}
        label={checkout.expires}
        inputMode="numeric"
        columns={3}
        maxLength={9}
        placeholder={checkout.expiresPlaceholder}
        onInput={(event) => regroup(event, groupExpiry)}
      />
      <TextField
        {...field('code', 'cc-csc')}
        label={checkout.code}
        inputMode="numeric"
        columns={3}
        maxLength={4}
        placeholder={checkout.codePlaceholder}
      />
      <TextField {...field('holder', 'cc-name')} label={checkout.holder} maxLength={200} />
    </>
  )
}

/** Groups what is typed at the end of a field. Who corrects in the middle is left alone: the cursor would jump. */
function regroup({ currentTarget, nativeEvent }: InputEvent<HTMLInputElement>, group: (text: string) => string) {
  const isErasing = nativeEvent instanceof globalThis.InputEvent && nativeEvent.inputType.startsWith('delete')
  if (!isErasing && currentTarget.selectionStart === currentTarget.value.length)
    currentTarget.value = group(currentTarget.value)
}
