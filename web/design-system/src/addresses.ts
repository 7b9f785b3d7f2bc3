/** Every address of the shop's pages. Apps link to each other with these, so that a page moves in one place. */
export const addressOf = {
  home: () => '/',
  products: () => '/products',
  search: () => '/products',
  category: (handle: string) => `/products/category/${encodeURIComponent(handle)}`,
  product: (handle: string, variantId?: string) =>
    `/products/${encodeURIComponent(handle)}${variantId ? `?variant=${encodeURIComponent(variantId)}` : ''}`,
  cart: () => '/cart',
  checkout: () => '/checkout',
  confirmation: (orderId: string) => `/checkout/orders/${encodeURIComponent(orderId)}`,
  /** Where a bank's second step leads back to; the key is the one the order was placed with. */
  backFromBank: (key: string) => `/checkout/return/${encodeURIComponent(key)}`,
  account: () => '/account',
  orders: () => '/account/orders',
  order: (orderId: string) => `/account/orders/${encodeURIComponent(orderId)}`,
  addresses: () => '/account/addresses',
  profile: () => '/account/profile',
  signIn: (backTo?: string) => (backTo ? `/account/sign-in?to=${encodeURIComponent(backTo)}` : '/account/sign-in'),
  signOut: () => '/account/sign-out',
} as const
