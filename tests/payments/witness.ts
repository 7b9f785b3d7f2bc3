import { consumer, defineService, ownDatabase, type Service } from '@mallhive/chassis'
import { api } from '@mallhive/contract'
import {
  paymentAuthorized,
  paymentCaptured,
  paymentFailed,
  paymentRefunded,
  paymentVoided,
} from '@mallhive/payment-service/contract'
import { Type } from 'typebox'

const NAMES = [paymentAuthorized, paymentCaptured, paymentFailed, paymentRefunded, paymentVoided] as const

/** A service that only listens to what payment-service says, and remembers it by order. */
export function witness(): { service: Service; said: (orderId: string) => readonly string[] } {
  const heard: { orderId: string; name: string }[] = []
  const service = defineService(
    {
      api: api('witness-service', {}),
      config: Type.Object({}),
      needs: {},
      database: ownDatabase<object>(new URL('./no-migrations/', import.meta.url)),
    },
    ({ on }) => {
      for (const event of NAMES) {
        const { name } = event.spec
        on(
          consumer({
            name: `on-${name}`,
            event,
            repeatable: async ({ key }) => void heard.push({ orderId: key, name }),
          }),
        )
      }
    },
  )
  return { service, said: (orderId) => heard.filter((one) => one.orderId === orderId).map(({ name }) => name) }
}
