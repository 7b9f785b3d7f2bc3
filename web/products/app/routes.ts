import { index, route } from '@react-router/dev/routes'

export default [
  index('routes/list.tsx'),
  route('category/:category', 'routes/list.tsx', { id: 'category' }),
  route(':handle', 'routes/product.tsx'),
  route('*', 'routes/missing.tsx'),
]
