import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { place, type Node } from './category-tree.ts'

/** a ← b ← c ← d ← e ← f, six levels, and x ← y beside them. */
const tree: Node[] = [
  { id: 'a' },
  ...['ab', 'bc', 'cd', 'de', 'ef'].map(([parentId, id]) => ({ id: id!, parentId: parentId! })),
  { id: 'x' },
  { id: 'y', parentId: 'x' },
]
const outcome = (id: string, parentId?: string) => {
  const placed = place(tree, id, parentId)
  return placed.ok ? 'ok' : placed.error.code
}

describe('a category', () => {
  it('may be on the sixth level and not on the seventh', () => {
    assert.deepEqual([outcome('new', 'e'), outcome('new', 'f')], ['ok', 'category.too_deep'])
  })

  it('takes what is below it along', () => {
    assert.deepEqual([outcome('x', 'd'), outcome('x', 'e')], ['ok', 'category.too_deep'])
  })

  it('cannot be below itself', () => {
    assert.deepEqual(
      [outcome('b', 'b'), outcome('b', 'f'), outcome('b', 'a')],
      ['category.circle', 'category.circle', 'ok'],
    )
  })

  it('needs a parent that exists, or none', () => {
    assert.deepEqual([outcome('new', 'nobody'), outcome('new')], ['category.not_found', 'ok'])
  })
})
