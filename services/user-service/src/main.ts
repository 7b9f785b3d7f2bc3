import { main } from '@mallhive/chassis'
import { userService } from './service.ts'

await main([userService])
