import { main } from '@mallhive/chassis'
import { cartService } from './service.ts'

await main([cartService])
