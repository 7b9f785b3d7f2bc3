import { problems } from '@mallhive/contract'

export const productProblems = problems({
  'product.not_found': { status: 404, title: 'This product does not exist' },
  'product.handle_taken': { status: 409, title: 'Another product has this handle' },
  'product.options_mismatch': {
    status: 422,
    title: 'Each variant needs one value for each option, and no combination twice',
  },
  'category.not_found': { status: 404, title: 'This category does not exist' },
  'category.handle_taken': { status: 409, title: 'Another category has this handle' },
  'category.too_deep': { status: 422, title: 'Categories go six levels deep at most' },
  'category.circle': { status: 422, title: 'A category cannot be below itself' },
  'category.has_children': { status: 409, title: 'There are categories below this one' },
  'variant.not_found': { status: 404, title: 'This variant does not exist' },
  'stock.short': { status: 409, title: 'Not enough in stock' },
  'stock.below_reserved': { status: 409, title: 'More is reserved than would be left' },
  'stock.too_much': { status: 422, title: 'This is more than a level can hold' },
  'stock.untracked': { status: 422, title: 'The stock of this variant is not tracked' },
  'reservation.not_found': { status: 404, title: 'This reservation does not exist' },
  'reservation.released': { status: 409, title: 'This reservation was released' },
  'reservation.committed': { status: 409, title: 'This reservation was committed' },
  'reservation.other_lines': { status: 409, title: 'This order holds other lines' },
  'import.not_found': { status: 404, title: 'This import does not exist' },
  'import.not_csv': { status: 422, title: 'This is not a Shopify product export' },
})
