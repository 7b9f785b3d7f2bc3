import { type Problem, type ProblemCode, quoted } from './problem.ts'
import type { ShopifyProduct } from './product.ts'

/**
 * What can only be seen across the products of a file. It remembers a line number for each handle, SKU and type: the
 * one thing that grows with the file, about a hundred bytes a product.
 */
export class AcrossFile {
  readonly #handles = new Map<string, number>()
  readonly #skus = new Map<string, number>()
  readonly #types = new Map<string, Map<string, number>>()

  /** The line where a handle stood first, when that was before this one. Handles are the same whatever their case. */
  handleSeen(handle: string, line: number): number | undefined {
    const key = handle.toLowerCase()
    const before = this.#handles.get(key)
    if (before === undefined) this.#handles.set(key, line)
    return before
  }

  /** Warnings about a product that is kept. */
  warnings(product: ShopifyProduct, columns: { readonly sku: string; readonly type: string }): Problem[] {
    const { handle, lines } = product
    const found: Problem[] = []
    const warn = (line: number, column: string, code: ProblemCode, message: string) =>
      found.push({ line, column, code, message: `“${column}” ${message}`, handle, severity: 'warning' })

    for (const { sku, line } of product.variants ?? []) {
      if (!sku) continue
      const before = this.#skus.get(sku)
      if (before === undefined) this.#skus.set(sku, line)
      else {
        const message = `is ${quoted(sku)}, as on line ${before} already. Both are kept; give each variant its own SKU.`
        warn(line, columns.sku, 'sku-duplicate', message)
      }
    }
    const spelt = product.type && this.#otherSpelling(product.type, lines.first)
    if (spelt) {
      const message = `is ${quoted(product.type ?? '')}, which differs only in capitals from ${quoted(spelt.type)} on line ${spelt.line}. Both are kept; write them alike if they are one type.`
      warn(lines.first, columns.type, 'type-case', message)
    }
    return found
  }

  /** The first spelling of the type, when this is a spelling not met before. */
  #otherSpelling(type: string, line: number): { type: string; line: number } | undefined {
    const spellings = this.#types.get(type.toLowerCase()) ?? new Map<string, number>()
    this.#types.set(type.toLowerCase(), spellings)
    if (spellings.has(type)) return undefined
    spellings.set(type, line)
    const [[first, firstLine] = [type, line]] = spellings
    return first === type ? undefined : { type: first, line: firstLine }
  }
}
