/** The limits of one product (DOMAIN.md, Catalogue) and of one file. Past them a product is rejected, never cut. */
export const VARIANTS_MAX = 2048
export const IMAGES_MAX = 250
export const TAGS_MAX = 250
export const DESCRIPTION_BYTES_MAX = 512 * 1024
export const EXTRA_CHARACTERS_MAX = 65_536
export const COLUMNS_MAX = 500
export const QUANTITY_MAX = 1_000_000_000
export const GRAMS_MAX = 1_000_000_000
export const POSITION_MAX = 100_000

/** Every variant and every picture on a row of its own, and the product's row. */
export const PRODUCT_ROWS_MAX = VARIANTS_MAX + IMAGES_MAX + 1

/** What may be held of the file at once: one record, and the rows of one product. */
export const RECORD_BYTES_MAX = 2 * 1024 * 1024
export const PRODUCT_CHARACTERS_MAX = 8 * 1024 * 1024
