import { Handle, Id, route } from '@mallhive/contract'
import { Type, type Static } from 'typebox'
import { Picture } from './product.ts'

const Text = (max: number) => Type.String({ minLength: 1, maxLength: max })

export const Category = Type.Object({
  id: Id,
  handle: Handle,
  title: Type.String(),
  description: Type.Optional(Type.String()),
  parentId: Type.Optional(Id),
  position: Type.Integer(),
  picture: Type.Optional(Picture),
  productCount: Type.Integer({ description: 'Products a shopper can see in it and below it' }),
})
export type Category = Static<typeof Category>
const CategoryInput = Type.Object(
  {
    handle: Handle,
    title: Text(255),
    description: Type.Optional(Type.String({ maxLength: 5_000 })),
    parentId: Type.Optional(Id),
    position: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    image: Type.Optional(
      Type.Object(
        { src: Type.String({ minLength: 1, maxLength: 2_048 }), alt: Type.Optional(Type.String({ maxLength: 512 })) },
        { additionalProperties: false, description: 'Copied into the shop; without one a product’s picture is shown' },
      ),
    ),
    rule: Type.Optional(
      Type.Object(
        {
          types: Type.Optional(Type.Array(Text(255), { maxItems: 200 })),
          tags: Type.Optional(Type.Array(Text(255), { maxItems: 200 })),
        },
        {
          additionalProperties: false,
          description: 'Products of these types or with one of these tags belong to it by themselves',
        },
      ),
    ),
  },
  { additionalProperties: false },
)

export const categoryRoutes = {
  listCategories: route({
    operationId: 'listCategories',
    summary: 'The whole tree, in order',
    method: 'GET',
    path: '/v1/categories',
    access: ['public'],
    replies: { 200: Type.Object({ items: Type.Array(Category) }) },
  }),
  createCategory: route({
    operationId: 'createCategory',
    summary: 'Make a category',
    method: 'POST',
    path: '/v1/categories',
    access: ['admin'],
    body: CategoryInput,
    replies: { 201: Category },
    problems: ['category.handle_taken', 'category.not_found', 'category.too_deep'],
  }),
  replaceCategory: route({
    operationId: 'replaceCategory',
    summary: 'Change a category',
    method: 'PUT',
    path: '/v1/categories/:categoryId',
    access: ['admin'],
    params: Type.Object({ categoryId: Id }),
    body: CategoryInput,
    repeatable: true,
    replies: { 200: Category },
    problems: ['category.not_found', 'category.handle_taken', 'category.too_deep', 'category.circle'],
  }),
  deleteCategory: route({
    operationId: 'deleteCategory',
    summary: 'Remove a category; its products stay',
    method: 'DELETE',
    path: '/v1/categories/:categoryId',
    access: ['admin'],
    params: Type.Object({ categoryId: Id }),
    repeatable: true,
    replies: { 204: Type.Undefined() },
    problems: ['category.not_found', 'category.has_children'],
  }),
  setCategoryProducts: route({
    operationId: 'setCategoryProducts',
    summary: 'Set which products a merchant put into a category by hand',
    method: 'PUT',
    path: '/v1/categories/:categoryId/products',
    access: ['admin'],
    params: Type.Object({ categoryId: Id }),
    body: Type.Object(
      { productIds: Type.Array(Id, { maxItems: 1_000, uniqueItems: true }) },
      { additionalProperties: false },
    ),
    repeatable: true,
    replies: { 204: Type.Undefined() },
    problems: ['category.not_found', 'product.not_found'],
  }),
}
