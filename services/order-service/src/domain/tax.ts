import { divideRounded } from '@mallhive/kernel'
import type { OrderLine } from '../../contract/order.ts'

export type TaxClass = OrderLine['taxClass']
/** Per cent by tax class, with at most two decimals, such as 19 or 8.1. */
export type TaxPercents = Readonly<Record<TaxClass, number>>

const WHOLE = 10_000

/** The tax that an amount of minor units contains: gross − gross / (1 + rate), rounded half away from zero. */
export function includedTax(gross: number, percent: number): number {
  const rate = ofTenThousand(percent)
  return divideRounded(gross * rate, WHOLE + rate)
}

/** The tax that comes on top of an amount of minor units, rounded half away from zero. */
export const addedTax = (net: number, percent: number): number => divideRounded(net * ofTenThousand(percent), WHOLE)

/** 8.1 is not exact in binary; 810 of ten thousand is. */
const ofTenThousand = (percent: number): number => Math.round(percent * 100)
