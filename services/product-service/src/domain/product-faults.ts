import type { ProductContent } from './product-content.ts'

export type ProductFault = { readonly field: string; readonly message: string }

/** Each variant has one value for each option, and no combination is there twice; options have different names. Empty when all is well. */
export function optionFaults({ options, variants }: Pick<ProductContent, 'options' | 'variants'>): ProductFault[] {
  const faults: ProductFault[] = []
  const names = new Set<string>()
  for (const [index, { name }] of options.entries()) {
    const key = name.toLowerCase()
    if (names.has(key)) faults.push({ field: `options/${index}`, message: `“${name}” is there twice` })
    names.add(key)
  }
  const combinations = new Map<string, number>()
  for (const [index, { optionValues }] of variants.entries()) {
    const field = `variants/${index}/options`
    if (optionValues.length !== options.length)
      faults.push({ field, message: `has ${optionValues.length} values for ${options.length} options` })
    const key = JSON.stringify(optionValues)
    const before = combinations.get(key)
    if (before !== undefined) faults.push({ field, message: `has the same values as variant ${before}` })
    else combinations.set(key, index)
  }
  return faults
}

/** A shop sells in one currency. */
export function currencyFaults({ variants }: Pick<ProductContent, 'variants'>, currency: string): ProductFault[] {
  return variants.flatMap(({ price }, index) =>
    price.currency === currency
      ? []
      : [{ field: `variants/${index}/price/currency`, message: `must be ${currency}, the shop’s currency` }],
  )
}
