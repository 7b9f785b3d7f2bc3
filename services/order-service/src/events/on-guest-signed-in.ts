import { consumer } from '@mallhive/chassis'
import { guestSignedIn } from '@mallhive/user-service/contract'
import { HAND_OVER } from '../store/owners.ts'
import type { OrderTables } from '../store/tables.ts'

/** A guest's orders go along into the account. Who registers keeps their id, and with it their orders. */
export const onGuestSignedIn = consumer<OrderTables, typeof guestSignedIn.spec.data>({
  name: 'on-guest-signed-in',
  event: guestSignedIn,
  inStatement: { ...HAND_OVER, given: ({ data }) => ({ guest_id: data.guestId, user_id: data.userId }) },
})
