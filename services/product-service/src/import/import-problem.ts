import type { Problem, ProblemCode } from '../shopify/problem.ts'

/** What only the shop can know, besides what the reader of the file found. */
export type ImportProblemCode =
  | ProblemCode
  | 'options-missing'
  | 'quantity-blank'
  | 'stock-below-reserved'
  | 'variant-removed'

export type FoundProblem = Omit<Problem, 'code'> & { readonly code: ImportProblemCode }
