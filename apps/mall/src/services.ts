import type { Service } from '@mallhive/chassis'
import { cartService } from '@mallhive/cart-service'
import { notificationService } from '@mallhive/notification-service'
import { orderService } from '@mallhive/order-service'
import { paymentService } from '@mallhive/payment-service'
import { productService } from '@mallhive/product-service'
import { sandboxProvider } from '@mallhive/sandbox-provider'
import { userService } from '@mallhive/user-service'

/** The services of the mall and the ports they are known by. */
export const services: readonly { readonly service: Service; readonly port: number }[] = [
  { service: productService, port: 8081 },
  { service: userService, port: 8082 },
  { service: cartService, port: 8083 },
  { service: orderService, port: 8084 },
  { service: paymentService, port: 8085 },
  { service: notificationService, port: 8086 },
  // Not one of the shop's services: the payment provider of shops that have none yet, a party of its own.
  { service: sandboxProvider, port: 8090 },
]

export const serviceNames: readonly string[] = services.map(({ service }) => service.name)
export const STOREFRONT_PORT = 8080
