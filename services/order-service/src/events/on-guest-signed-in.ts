import { consumer } from '@mallhive/chassis'
import { guestSignedIn } from '@mallhive/user-service/contract'
import { handOver } from '../store/owners.ts'
import type { OrderTables } from '../store/tables.ts'

/** A guest's orders go along into the account. Who registers keeps their id, and with it their orders. */
export const onGuestSignedIn = () =>
  consumer<OrderTables, typeof guestSignedIn.spec.data>({
    name: 'on-guest-signed-in',
    event: guestSignedIn,
    inTransaction: ({ data }, tx) => handOver(tx, data.guestId, data.userId),
  })
