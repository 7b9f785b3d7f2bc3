import { appConfig } from '@mallhive/design-system/vite'

export default appConfig()
