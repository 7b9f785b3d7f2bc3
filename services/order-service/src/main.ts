import { main } from '@mallhive/chassis'
import { orderService } from './service.ts'

await main([orderService])
