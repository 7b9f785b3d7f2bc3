import { Id, PAGE_DEFAULT, PAGE_MAX, PageOf, route } from '@mallhive/contract'
import { Type } from 'typebox'
import { ImportJob, ImportProblem } from './import.ts'

const Report = Type.Object({
  items: Type.Array(Type.Object({ src: Type.String(), productHandle: Type.String(), reason: Type.String() })),
  nextCursor: Type.Optional(Type.String()),
})

export const importRoutes = {
  startImport: route({
    operationId: 'startImport',
    summary: 'Import a Shopify product export; ask for its progress with the id',
    method: 'POST',
    path: '/v1/imports',
    access: ['admin'],
    query: Type.Object({ dryRun: Type.Optional(Type.Boolean()), name: Type.Optional(Type.String({ maxLength: 255 })) }),
    stream: { contentType: 'text/csv', bytesMax: 536_870_912 },
    idempotencyKey: 'required',
    replies: { 202: ImportJob },
    problems: ['import.not_csv'],
  }),
  getImport: route({
    operationId: 'getImport',
    summary: 'Progress and summary of an import',
    method: 'GET',
    path: '/v1/imports/:importId',
    access: ['admin'],
    params: Type.Object({ importId: Id }),
    replies: { 200: ImportJob },
    problems: ['import.not_found'],
  }),
  importProblems: route({
    operationId: 'importProblems',
    summary: 'Rows that were rejected or remarked on, in order of line',
    method: 'GET',
    path: '/v1/imports/:importId/problems',
    access: ['admin'],
    params: Type.Object({ importId: Id }),
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    replies: { 200: PageOf(ImportProblem) },
    problems: ['import.not_found'],
  }),
  exportProducts: route({
    operationId: 'exportProducts',
    summary: 'All products as a Shopify export',
    method: 'GET',
    path: '/v1/export',
    access: ['admin'],
    query: Type.Object({ dialect: Type.Optional(Type.Union([Type.Literal('classic'), Type.Literal('new')])) }),
    replies: { 200: Type.Unknown() },
    contentType: 'text/csv; charset=utf-8',
  }),
  missingPictures: route({
    operationId: 'missingPictures',
    summary: 'Pictures the shop could not copy, and why',
    method: 'GET',
    path: '/v1/pictures/missing',
    access: ['admin'],
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX, default: PAGE_DEFAULT })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    replies: { 200: Report },
  }),
  picturesProgress: route({
    operationId: 'picturesProgress',
    summary: 'How many pictures are copied, waiting and missing',
    method: 'GET',
    path: '/v1/pictures/progress',
    access: ['admin'],
    replies: { 200: Type.Object({ copied: Type.Integer(), waiting: Type.Integer(), missing: Type.Integer() }) },
  }),
  getMedia: route({
    operationId: 'getMedia',
    summary: 'A picture of the shop’s own',
    method: 'GET',
    path: '/media/:file',
    access: ['public'],
    params: Type.Object({ file: Type.String({ pattern: '^[0-9a-f]{8,64}-[0-9]{1,5}\\.webp$' }) }),
    replies: { 200: Type.Unknown() },
    contentType: 'image/webp',
  }),
}
