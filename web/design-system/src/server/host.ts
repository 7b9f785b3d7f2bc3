import type { Wire } from '@mallhive/contract'
import { createContext } from 'react-router'
import type { ShopSettings } from './shop-settings.ts'

/** What whoever runs the apps gives to them. The same app runs beside the services or far away from them. */
export interface Host {
  /** The way to a service, without anybody's token. Services are called from the server only. */
  wire(service: string): Wire
  readonly settings: ShopSettings
  /** The shop's public address, such as https://haldow.example; without it a request's own. */
  readonly origin?: string
}

/** The network address that a request comes from; services limit by it what one machine may do. */
export const visitorAddressContext = createContext<string>('')

/** How many things the header's cart shows, where the host has asked; else the app asks for its visitor. */
export const cartCountContext = createContext<number | null>(null)

/** Set for each request by the host; read by the apps' middleware. */
export const hostContext = createContext<Host>()
