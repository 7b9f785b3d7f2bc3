import { index, route } from '@react-router/dev/routes'

export default [
  index('routes/checkout.tsx'),
  route('quote', 'routes/quote.ts'),
  route('orders/:orderId', 'routes/order.tsx'),
  route('return/:key', 'routes/back-from-bank.ts'),
]
