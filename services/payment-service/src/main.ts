import { main } from '@mallhive/chassis'
import { paymentService } from './service.ts'

await main([paymentService])
