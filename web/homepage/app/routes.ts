import { index, route } from '@react-router/dev/routes'

export default [
  index('routes/home.tsx'),
  route('sitemap.xml', 'routes/sitemap.ts'),
  route('robots.txt', 'routes/robots.ts'),
  route('*', 'routes/missing.tsx'),
]
