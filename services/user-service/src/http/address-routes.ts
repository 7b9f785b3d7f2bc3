import { refuse, type Serve } from '@mallhive/chassis'
import { userApi, userProblems } from '../../contract/index.ts'
import { ADDRESSES_MAX, addressFaults } from '../domain/address.ts'
import type { AddressInput, Addresses } from '../store/addresses.ts'

const { routes } = userApi
const refused = refuse(userProblems)

/** Saved addresses. */
export function addressRoutes({ serve, addresses }: { serve: Serve; addresses: Addresses }): void {
  serve(routes.listAddresses, async ({ params }) => {
    const items = await addresses.list(params.userId)
    return items ? { status: 200, body: { items: [...items] } } : refused({ code: 'user.not_found' })
  })

  serve(routes.addAddress, async ({ params, body, id }) => {
    const incomplete = refuseIncomplete(body)
    if (incomplete) return incomplete
    const added = await addresses.add(params.userId, id, body)
    if (added.ok) return { status: 201, body: added.value }
    return refused({
      code: added.error,
      ...(added.error === 'address.too_many' && { details: { limit: ADDRESSES_MAX } }),
    })
  })

  serve(routes.replaceAddress, async ({ params, body }) => {
    const incomplete = refuseIncomplete(body)
    if (incomplete) return incomplete
    const replaced = await addresses.replace(params.userId, params.addressId, body)
    return replaced ? { status: 200, body: replaced } : refused({ code: 'address.not_found' })
  })

  serve(routes.removeAddress, async ({ params }) => {
    await addresses.remove(params.userId, params.addressId)
    return { status: 204, body: undefined }
  })
}

function refuseIncomplete({ address }: AddressInput) {
  const faults = addressFaults(address)
  return faults.length > 0 ? refused({ code: 'address.incomplete', errors: [...faults] }) : undefined
}
