/** The cells a product is made of, whatever a dialect calls their columns. */
export type Field = ProductField | VariantField | ImageField

export type ProductField = (typeof PRODUCT_FIELDS)[number]
export type VariantField = (typeof VARIANT_FIELDS)[number]
export type ImageField = (typeof IMAGE_FIELDS)[number]

export const PRODUCT_FIELDS = [
  'handle',
  'title',
  'description',
  'vendor',
  'productCategory',
  'type',
  'tags',
  'published',
  'status',
  'giftCard',
  'seoTitle',
  'seoDescription',
  'option1Name',
  'option1LinkedTo',
  'option2Name',
  'option2LinkedTo',
  'option3Name',
  'option3LinkedTo',
] as const

export const VARIANT_FIELDS = [
  'option1Value',
  'option2Value',
  'option3Value',
  'sku',
  'barcode',
  'grams',
  'weightUnit',
  'inventoryTracker',
  'quantity',
  'policy',
  'fulfillmentService',
  'price',
  'compareAtPrice',
  'cost',
  'taxable',
  'taxCode',
  'requiresShipping',
  'variantImage',
  'unitTotal',
  'unitTotalUnit',
  'unitBase',
  'unitBaseUnit',
] as const

export const IMAGE_FIELDS = ['imageSource', 'imagePosition', 'imageAlt'] as const

/** A row begins a variant when one of these is filled; weights and policies alone do not. */
export const VARIANT_MARKS = [
  'option1Value',
  'option2Value',
  'option3Value',
  'sku',
  'barcode',
  'price',
  'compareAtPrice',
  'quantity',
] as const satisfies readonly VariantField[]

export const OPTION_FIELDS = [
  { name: 'option1Name', value: 'option1Value', linkedTo: 'option1LinkedTo' },
  { name: 'option2Name', value: 'option2Value', linkedTo: 'option2LinkedTo' },
  { name: 'option3Name', value: 'option3Value', linkedTo: 'option3LinkedTo' },
] as const satisfies readonly { name: ProductField; value: VariantField; linkedTo: ProductField }[]

export type Dialect = 'classic' | 'new'

/** Where the columns that are not ours (Google Shopping, metafields, unknown ones) go in a written file. */
export const EXTRAS_HERE = Symbol('extra columns')
/** Where the columns of the markets go. */
export const MARKETS_HERE = Symbol('market columns')

type Column = readonly [Field, string]

/** Dialect A, from before 2024. Shopify also writes it without some of these. */
export const CLASSIC: readonly (Column | symbol)[] = [
  ['handle', 'Handle'],
  ['title', 'Title'],
  ['description', 'Body (HTML)'],
  ['vendor', 'Vendor'],
  ['productCategory', 'Product Category'],
  ['type', 'Type'],
  ['tags', 'Tags'],
  ['published', 'Published'],
  ['option1Name', 'Option1 Name'],
  ['option1Value', 'Option1 Value'],
  ['option1LinkedTo', 'Option1 Linked To'],
  ['option2Name', 'Option2 Name'],
  ['option2Value', 'Option2 Value'],
  ['option2LinkedTo', 'Option2 Linked To'],
  ['option3Name', 'Option3 Name'],
  ['option3Value', 'Option3 Value'],
  ['option3LinkedTo', 'Option3 Linked To'],
  ['sku', 'Variant SKU'],
  ['grams', 'Variant Grams'],
  ['inventoryTracker', 'Variant Inventory Tracker'],
  ['quantity', 'Variant Inventory Qty'],
  ['policy', 'Variant Inventory Policy'],
  ['fulfillmentService', 'Variant Fulfillment Service'],
  ['price', 'Variant Price'],
  ['compareAtPrice', 'Variant Compare At Price'],
  ['requiresShipping', 'Variant Requires Shipping'],
  ['taxable', 'Variant Taxable'],
  ['unitTotal', 'Unit Price Total Measure'],
  ['unitTotalUnit', 'Unit Price Total Measure Unit'],
  ['unitBase', 'Unit Price Base Measure'],
  ['unitBaseUnit', 'Unit Price Base Measure Unit'],
  ['barcode', 'Variant Barcode'],
  ['imageSource', 'Image Src'],
  ['imagePosition', 'Image Position'],
  ['imageAlt', 'Image Alt Text'],
  ['giftCard', 'Gift Card'],
  ['seoTitle', 'SEO Title'],
  ['seoDescription', 'SEO Description'],
  EXTRAS_HERE,
  ['variantImage', 'Variant Image'],
  ['weightUnit', 'Variant Weight Unit'],
  ['taxCode', 'Variant Tax Code'],
  ['cost', 'Cost per item'],
  MARKETS_HERE,
  ['status', 'Status'],
]

/** Dialect B, since 2024. */
export const NEW: readonly (Column | symbol)[] = [
  ['title', 'Title'],
  ['handle', 'URL handle'],
  ['description', 'Description'],
  ['vendor', 'Vendor'],
  ['productCategory', 'Product category'],
  ['type', 'Type'],
  ['tags', 'Tags'],
  ['published', 'Published on online store'],
  ['status', 'Status'],
  ['sku', 'SKU'],
  ['barcode', 'Barcode'],
  ['option1Name', 'Option1 name'],
  ['option1Value', 'Option1 value'],
  ['option1LinkedTo', 'Option1 Linked To'],
  ['option2Name', 'Option2 name'],
  ['option2Value', 'Option2 value'],
  ['option2LinkedTo', 'Option2 Linked To'],
  ['option3Name', 'Option3 name'],
  ['option3Value', 'Option3 value'],
  ['option3LinkedTo', 'Option3 Linked To'],
  ['price', 'Price'],
  ['compareAtPrice', 'Compare-at price'],
  ['cost', 'Cost per item'],
  ['taxable', 'Charge tax'],
  ['taxCode', 'Tax code'],
  ['unitTotal', 'Unit price total measure'],
  ['unitTotalUnit', 'Unit price total measure unit'],
  ['unitBase', 'Unit price base measure'],
  ['unitBaseUnit', 'Unit price base measure unit'],
  ['inventoryTracker', 'Inventory tracker'],
  ['quantity', 'Inventory quantity'],
  ['policy', 'Continue selling when out of stock'],
  ['grams', 'Weight value (grams)'],
  ['weightUnit', 'Weight unit for display'],
  ['requiresShipping', 'Requires shipping'],
  ['fulfillmentService', 'Fulfillment service'],
  ['imageSource', 'Product image URL'],
  ['imagePosition', 'Image position'],
  ['imageAlt', 'Image alt text'],
  ['variantImage', 'Variant image URL'],
  ['giftCard', 'Gift card'],
  ['seoTitle', 'SEO title'],
  ['seoDescription', 'SEO description'],
  EXTRAS_HERE,
  MARKETS_HERE,
]
