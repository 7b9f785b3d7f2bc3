import { eventType, type EventMessage } from '@mallhive/contract'
import { cartStoreContract } from './cart-store.contract.ts'
import { memoryCarts } from './memory.ts'
import { openCarts } from './open-carts.contract.ts'

cartStoreContract('memory', async () => {
  const stated: EventMessage[] = []
  const store = memoryCarts((events) => void stated.push(...events))
  const of = (userId: string) => stated.filter(({ key }) => key === userId)
  return {
    store,
    elsewhere: store,
    published: async (userId) => of(userId).map(eventType),
    versions: async (userId) => of(userId).map(({ data }) => (data as { version: number }).version),
    close: async () => undefined,
  }
})

cartStoreContract('postgres', openCarts)
