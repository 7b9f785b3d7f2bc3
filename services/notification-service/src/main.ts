import { main } from '@mallhive/chassis'
import { notificationService } from './service.ts'

await main([notificationService])
