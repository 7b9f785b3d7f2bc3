import { index, route } from '@react-router/dev/routes'

export default [
  index('routes/checkout.tsx'),
  route('quote', 'routes/quote.ts'),
  route('orders/:orderId', 'routes/order.tsx'),
  route('orders/:orderId/return', 'routes/back-from-bank.ts'),
]
