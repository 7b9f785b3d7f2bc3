const HEADER =
  'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Requires Shipping,Variant Taxable\n'
const TYPES = ['Lamps', 'Bowls', 'Mugs', 'Vases', 'Blankets', 'Trays', 'Clocks', 'Boxes']
const STOCK = 1_000_000
const ABOUT = `<p>${'A thing for the table and the hours between. '.repeat(6)}</p>`

/** A made-up catalogue as a Shopify export, a product at a time: the same at every run. Every variant is in stock. */
export function* catalogueCsv({ products, variants }: { products: number; variants: number }): Generator<string> {
  yield HEADER
  for (let product = 0; product < products; product += 1)
    yield Array.from({ length: variants }, (_, variant) => `${row(product, variant)}\n`).join('')
}

function row(product: number, variant: number): string {
  const type = TYPES[product % TYPES.length]
  const isFirst = variant === 0
  const about = isFirst ? [`Thing ${product}`, ABOUT, `Maker ${product % 20}`, type, 'bench', 'true', 'Size'] : Array(7)
  const price = (10 + (product % 90) + variant).toFixed(2)
  const stock = [300, 'shopify', STOCK, 'deny', price, 'true', 'true']
  return [`thing-${product}`, ...about, `Size ${variant}`, `SKU-${product}-${variant}`, ...stock].join(',')
}
