import { index, route } from '@react-router/dev/routes'

export default [
  index('routes/account.ts'),
  route('sign-in', 'routes/sign-in.tsx'),
  route('sign-out', 'routes/sign-out.ts'),
  route('orders', 'routes/orders.tsx'),
  route('orders/:orderId', 'routes/order.tsx'),
  route('addresses', 'routes/addresses.tsx'),
  route('addresses/:addressId', 'routes/address.tsx'),
  route('profile', 'routes/profile.tsx'),
]
