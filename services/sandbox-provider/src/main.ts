import { main } from '@mallhive/chassis'
import { sandboxProvider } from './service.ts'

await main([sandboxProvider])
