import type { ProviderCharge } from '../domain/charge.ts'
import type { Terms } from '../domain/payment.ts'

/**
 * What a provider may answer. `unknown`: it did not answer in time or failed, and the effect may have happened, or may still happen.
 * `nothing`: no charge stands under the key now. `barred`: none does, and none ever will. `refused`: it will not do it, for good.
 */
export type Outcome =
  | { readonly kind: 'charge'; readonly charge: ProviderCharge }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'barred' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unknown'; readonly because: string }

/**
 * Who moves the money. The key (the order's id) stands for one charge for ever, so every question may be asked again: its effect happens
 * once. Outages are answers (`unknown`); what is thrown is a bug. The promises are proved for each adapter by `payment-provider.contract.ts`.
 */
export interface PaymentProvider {
  /** Holds the amount. The same key with other terms is refused. */
  authorise(key: string, terms: Terms): Promise<Outcome>
  /** Takes what is held. A charge that cannot be captured is refused. */
  capture(key: string): Promise<Outcome>
  /** Lets go what is held; without a charge, none can be made under this key from then on (`barred`). What is captured is refused. */
  void(key: string): Promise<Outcome>
  /** Gives back. Each refund has its own key; more than was captured is refused. */
  refund(key: string, refundKey: string, amount: { amount: number; currency: string }): Promise<Outcome>
  /** What became of it. `nothing` does not say that a question under way will not arrive after all. */
  find(key: string): Promise<Outcome>
}
