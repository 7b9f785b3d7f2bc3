/** What holds for the whole shop. */
export interface Shop {
  readonly currency: string
  readonly country: string
  /** True: a price is what the shopper pays, and tax is taken out of it. False: tax comes on top. */
  readonly pricesIncludeTax: boolean
}
