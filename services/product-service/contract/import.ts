import { Id, Instant } from '@mallhive/contract'
import { Type, type Static } from 'typebox'

const Counts = Type.Object({
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  rejected: Type.Integer(),
})

/** One import on its way. Counts grow while it runs. */
export const ImportJob = Type.Object({
  id: Id,
  name: Type.String({ description: 'The file’s name' }),
  dryRun: Type.Boolean(),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('running'), Type.Literal('done'), Type.Literal('failed')]),
  bytes: Type.Integer(),
  bytesDone: Type.Integer(),
  products: Counts,
  variants: Type.Integer({ description: 'Variants of the accepted products' }),
  images: Type.Integer({ description: 'Images of the accepted products' }),
  stock: Type.Integer({ description: 'Sum of the stock the file states for accepted products' }),
  errors: Type.Integer(),
  warnings: Type.Integer(),
  failure: Type.Optional(Type.String({ description: 'Why the whole import failed' })),
  startedAt: Instant,
  finishedAt: Type.Optional(Instant),
})
export type ImportJob = Static<typeof ImportJob>

/** What is wrong with a row, and what to do about it. */
export const ImportProblem = Type.Object({
  line: Type.Integer({ description: 'Line in the file, from 1' }),
  column: Type.Optional(Type.String()),
  handle: Type.Optional(Type.String()),
  severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
  code: Type.String(),
  message: Type.String(),
})
export type ImportProblem = Static<typeof ImportProblem>
