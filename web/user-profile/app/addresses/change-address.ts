import { addressFaults, type FormFault, postalAddress, readAddress, textOf } from '@mallhive/design-system/forms'
import type { Shop } from '@mallhive/design-system/server'
import type { SavedAddress } from '@mallhive/user-service/contract'

export type AddressTrouble = 'incomplete' | 'tooManyAddresses' | 'addressGone' | 'away'
/** `undefined` faults and trouble: it is done. */
export interface Changed {
  readonly values?: ReturnType<typeof readAddress>
  readonly faults?: readonly FormFault[]
  readonly trouble?: AddressTrouble
}

/** Keeps a new address, or the changed one of `addressId`. What was typed comes back when it cannot be kept. */
export async function saveAddress(shop: Shop, userId: string, form: FormData, addressId?: string): Promise<Changed> {
  const values = readAddress(form, shop.settings.country)
  const faults = addressFaults(values)
  if (faults.length > 0) return { values, faults }
  const body = { address: postalAddress(values) }
  const reply = addressId
    ? await shop.users.replaceAddress({ params: { userId, addressId }, body })
    : await shop.users.addAddress({ params: { userId }, body, ...keyOf(form) })
  if (reply.status === 200 || reply.status === 201) return {}
  return { values, trouble: troubleOf(reply.status) }
}

/** Deletes an address, or uses it first. */
export async function actOnAddress(shop: Shop, userId: string, form: FormData): Promise<AddressTrouble | undefined> {
  const addressId = textOf(form, 'address')
  if (!/^[0-9a-f-]{36}$/.test(addressId)) return 'addressGone'
  if (form.get('intent') === 'delete') {
    const removed = await shop.users.removeAddress({ params: { userId, addressId } })
    return removed.status === 204 ? undefined : 'away'
  }
  const saved = await addressesOf(shop, userId)
  const found = saved?.find(({ id }) => id === addressId)
  if (!saved) return 'away'
  if (!found) return 'addressGone'
  const body = { address: found.address, isDefault: true }
  const replaced = await shop.users.replaceAddress({ params: { userId, addressId }, body })
  return replaced.status === 200 ? undefined : troubleOf(replaced.status)
}

/** Undefined when user-service cannot be asked. */
export async function addressesOf(shop: Shop, userId: string): Promise<readonly SavedAddress[] | undefined> {
  const reply = await shop.users.listAddresses({ params: { userId } })
  return reply.status === 200 ? reply.body.items : undefined
}

function troubleOf(status: number): AddressTrouble {
  if (status === 404) return 'addressGone'
  if (status === 409) return 'tooManyAddresses'
  return status === 422 || status === 400 ? 'incomplete' : 'away'
}

/** Pressing twice adds once. */
function keyOf(form: FormData): { idempotencyKey?: string } {
  const key = textOf(form, 'key')
  return /^[0-9a-f-]{36}$/.test(key) ? { idempotencyKey: key } : {}
}
