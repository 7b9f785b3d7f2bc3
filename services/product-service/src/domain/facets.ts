import type { Facet } from '../../contract/search.ts'
import { fold } from './fold.ts'

export type FacetSource = 'vendor' | 'type' | 'tag' | 'price' | 'availability' | `option:${string}`

/** What the list page offers to filter by. */
export interface FacetDefinition {
  readonly source: FacetSource
  readonly label: string
  readonly display: Facet['display']
}

/** How many options are offered when the merchant chose none: those that most products have. */
const OPTIONS_MAX = 6
const COLOUR_OPTIONS = new Set(['color', 'colour', 'farbe', 'couleur', 'colore', 'kleur', 'colours', 'colors'])

/** The name under which an option is in the query and in the counts. */
export const optionName = (source: FacetSource): string | undefined =>
  source.startsWith('option:') ? source.slice('option:'.length) : undefined

/** Without a choice of the merchant: the options that products here have, then vendor, type, price and availability. */
export const defaultFacets = (optionNames: readonly string[]): FacetDefinition[] => [
  ...optionNames.slice(0, OPTIONS_MAX).map((name) => ({
    source: `option:${name}` as const,
    label: name,
    display: COLOUR_OPTIONS.has(fold(name)) ? ('swatch' as const) : ('list' as const),
  })),
  { source: 'vendor', label: 'Vendor', display: 'list' },
  { source: 'type', label: 'Type', display: 'list' },
  { source: 'price', label: 'Price', display: 'range' },
  { source: 'availability', label: 'Availability', display: 'list' },
]

/** What a colour looks like that everybody calls so; merchants add their own. */
export const commonPaint = (name: string): string | undefined => COMMON[fold(name)]

const COMMON: Readonly<Record<string, string>> = {
  black: '#1c1c1e',
  white: '#ffffff',
  grey: '#8e8e93',
  gray: '#8e8e93',
  silver: '#c3c6cb',
  red: '#c8322b',
  orange: '#e07b2c',
  yellow: '#e8c335',
  green: '#3f7d4e',
  olive: '#6f7040',
  teal: '#2f7f80',
  blue: '#2f5fa8',
  navy: '#1f2d50',
  purple: '#6d4a8f',
  pink: '#e08aa5',
  brown: '#7a5238',
  beige: '#d9c9ae',
  cream: '#f2ead8',
  gold: '#c19a3f',
  brass: '#b08d57',
  copper: '#b26a44',
  oak: '#b98d5b',
  walnut: '#6b4a35',
  sand: '#d8c6a5',
  rust: '#9d4a2c',
  schwarz: '#1c1c1e',
  weiss: '#ffffff',
  grau: '#8e8e93',
  rot: '#c8322b',
  blau: '#2f5fa8',
  grun: '#3f7d4e',
  gelb: '#e8c335',
  braun: '#7a5238',
}
