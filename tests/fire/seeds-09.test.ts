import { rangeOfSeeds } from './range-of-seeds.ts'

rangeOfSeeds(801)
