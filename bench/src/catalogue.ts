const HEADER =
  'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Requires Shipping,Variant Taxable'
const TYPES = ['Lamps', 'Bowls', 'Mugs', 'Vases', 'Blankets', 'Trays', 'Clocks', 'Boxes']
const STOCK = 1_000_000

/** A made-up catalogue as a Shopify export: the same at every run. Every variant is in stock. */
export function catalogueCsv({ products, variants }: { products: number; variants: number }): string {
  const rows = Array.from({ length: products }, (_, product) =>
    Array.from({ length: variants }, (_, variant) => {
      const handle = `thing-${product}`
      const about =
        variant === 0
          ? [
              `Thing ${product}`,
              `<p>${'A thing for the table and the hours between. '.repeat(6)}</p>`,
              `Maker ${product % 20}`,
              TYPES[product % TYPES.length],
              'bench',
              'true',
              'Size',
            ]
          : ['', '', '', '', '', '', '']
      const price = (10 + (product % 90) + variant).toFixed(2)
      return [
        handle,
        ...about,
        `Size ${variant}`,
        `SKU-${product}-${variant}`,
        300,
        'shopify',
        STOCK,
        'deny',
        price,
        'true',
        'true',
      ].join(',')
    }).join('\n'),
  )
  return `${HEADER}\n${rows.join('\n')}\n`
}
