import { fail, ok, type Result } from '@mallhive/kernel'

export const DEPTH_MAX = 6

export interface Node {
  readonly id: string
  readonly parentId?: string
}
export type TreeError =
  | { readonly code: 'category.not_found' }
  | { readonly code: 'category.too_deep' }
  | { readonly code: 'category.circle' }

/** Whether a category, with all below it, may hang below `parentId`: six levels at most, and never below itself. */
export function place(tree: readonly Node[], id: string, parentId: string | undefined): Result<undefined, TreeError> {
  const nodes = new Map(tree.map((node) => [node.id, node]))
  let above = 0
  for (let at = parentId; at !== undefined; at = nodes.get(at)!.parentId) {
    if (at === id) return fail({ code: 'category.circle' })
    if (!nodes.has(at)) return fail({ code: 'category.not_found' })
    above++
  }
  return above + height(tree, id) > DEPTH_MAX ? fail({ code: 'category.too_deep' }) : ok(undefined)
}

/** Levels from this one down; 1 without anything below. */
function height(tree: readonly Node[], id: string): number {
  const below = tree.filter(({ parentId }) => parentId === id)
  return 1 + Math.max(0, ...below.map((child) => height(tree, child.id)))
}
