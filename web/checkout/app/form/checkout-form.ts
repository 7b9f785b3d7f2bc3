import {
  type AddressValues,
  addressFaults,
  type FormFault,
  looksLikeEmail,
  readAddress,
  textOf,
} from '@mallhive/design-system/forms'

/** What is typed at the checkout, but for the card: that is never kept. */
export interface CheckoutValues {
  readonly email: string
  readonly address: AddressValues
  /** The way of delivery; empty: the cheapest. */
  readonly delivery: string
}

const DELIVERY_LETTERS_MAX = 100

export const readCheckout = (form: FormData, country: string): CheckoutValues => ({
  email: textOf(form, 'email'),
  address: readAddress(form, country),
  delivery: textOf(form, 'delivery').slice(0, DELIVERY_LETTERS_MAX),
})

/** What is wrong with it, in the order of the page. */
export function checkoutFaults({ email, address, delivery }: CheckoutValues): FormFault[] {
  const emailFault: FormFault[] = looksLikeEmail(email)
    ? []
    : [{ field: 'email', code: email === '' ? 'required' : 'email' }]
  const deliveryFault: FormFault[] = delivery === '' ? [{ field: 'delivery', code: 'choose' }] : []
  return [...emailFault, ...addressFaults(address), ...deliveryFault]
}
