/** A catalogue and questions for it, thrown by dice, for tests against brute force. */
import type { ProductContent } from '../src/domain/product-content.ts'
import type { SortKey, Wanted } from '../src/search/product-search.ts'
import { NOW, variantContent } from './test-shop.ts'

export type Dice = ReturnType<typeof dice>

/** Numbers that look random and are the same each time (mulberry32). */
export function dice(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    one: <T>(list: readonly T[]): T => list[below(list.length)]!,
    some: <T>(list: readonly T[], most: number): T[] => list.filter(() => next() < most / list.length),
    chance: (part: number) => next() < part,
  }
}

export const COLOURS = ['Red', 'Clay', 'Ink', 'Bone']
export const SIZES = ['S', 'M', 'L']
export const VENDORS = ['Haldow', 'Åkerby', 'Nord']
export const TYPES = ['Lamp', 'Bowl', 'Stool', 'stool']
const TAGS = ['new', 'oak', 'gift', 'sale']
const NOUNS = ['lamp', 'bowl', 'stool', 'vase', 'tray', 'café table']
export const SORTS: readonly SortKey[] = ['featured', 'newest', 'price-asc', 'price-desc', 'title-asc']

export function randomProduct(roll: Dice): Partial<ProductContent> {
  const sizes = roll.chance(0.6)
  const combinations = COLOURS.flatMap((colour) => (sizes ? SIZES.map((size) => [colour, size]) : [[colour]]))
  const chosen = combinations.filter(() => roll.chance(0.4))
  const plain = chosen.length === 0
  return {
    title: `${roll.one(COLOURS)} ${roll.one(NOUNS)} ${roll.one(NOUNS)}`,
    ...(roll.chance(0.9) && { vendor: roll.one(VENDORS) }),
    ...(roll.chance(0.9) && { type: roll.one(TYPES) }),
    tags: roll.some(TAGS, 1.5),
    description: { source: '', html: `<p>Made of ${roll.one(['oak', 'brass', 'clay'])}</p>` },
    status: roll.chance(0.9) ? 'active' : 'draft',
    // Some are published at the same time, some not before tomorrow.
    publishedAt: new Date(NOW.getTime() + (roll.chance(0.1) ? 1 : -1 - roll.below(5)) * 86_400_000),
    options: plain ? [] : [{ name: 'Colour', extra: {} }, ...(sizes ? [{ name: 'Size', extra: {} }] : [])],
    variants: (plain ? [[]] : chosen).map((optionValues) =>
      variantContent({
        optionValues,
        price: { currency: 'EUR', amount: 100 * (1 + roll.below(8)) },
        onHand: roll.chance(0.5) ? 0 : roll.below(20),
        tracked: roll.chance(0.9),
        soldOutPolicy: roll.chance(0.1) ? 'continue' : 'deny',
      }),
    ),
  }
}

export function randomQuery(roll: Dice, categories: readonly string[]): Wanted {
  const options = [
    ...COLOURS.map((value) => `Colour:${value}`),
    ...SIZES.map((value) => `Size:${value}`),
    'Colour:None',
  ]
  return {
    ...(roll.chance(0.3) && { category: roll.one(categories) }),
    ...(roll.chance(0.3) && {
      text: roll.one(['lamp', 'bo', 'red stool', 'CAFE ta', 'oak', 'akerby', 'lamp brass', 'zzz']),
    }),
    options: roll.chance(0.5) ? roll.some(options, 2) : [],
    vendors: roll.chance(0.3) ? roll.some([...VENDORS, 'Nobody'], 1) : [],
    types: roll.chance(0.3) ? roll.some(TYPES, 1) : [],
    tags: roll.chance(0.2) ? roll.some(TAGS, 1) : [],
    ...(roll.chance(0.2) && { priceMin: 100 * roll.below(6) }),
    ...(roll.chance(0.2) && { priceMax: 100 * (2 + roll.below(7)) }),
    available: roll.chance(0.3),
  }
}
