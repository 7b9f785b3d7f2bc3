// product-service alone, on the database that the environment names: for catalogues of other sizes. Tells its address on standard output.
import { run } from '@mallhive/chassis'
import { productService } from '@mallhive/product-service'
import { endWith } from './end-with.ts'

const mall = await run([productService], { env: () => process.env })
process.stdout.write(`${mall.addresses.get(productService.name)}\n`)
endWith(() => mall.stop())
