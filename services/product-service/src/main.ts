import { main } from '@mallhive/chassis'
import { productService } from './service.ts'

await main([productService])
