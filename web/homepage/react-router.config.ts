import { routerConfig } from '@mallhive/design-system/vite'

export default routerConfig('/')
