import { addressFaults as faultsOf, type Address } from '@mallhive/contract'
import type { Static } from 'typebox'

export const ADDRESSES_MAX = 50

/** What is missing or wrong in the address of a request. Empty: it is complete. */
export const addressFaults = (address: Static<typeof Address>) =>
  faultsOf(address).map(({ field, message }) => ({ field: `body/address/${field}`, message }))
