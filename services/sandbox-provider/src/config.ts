import { Type, type Static } from 'typebox'
import { MISCHIEFS } from './domain/mischief.ts'

export const SandboxConfig = Type.Object({
  PUBLIC_URL: Type.String({
    pattern: '^https?://',
    default: 'http://127.0.0.1:8090',
    description: 'Where a browser finds this provider: the page of the second step',
  }),
  SLOW_ANSWER_MS: Type.Integer({
    minimum: 0,
    maximum: 600_000,
    default: 3_000,
    description: 'How long the slow card keeps its caller waiting',
  }),
  LOST_ANSWER_MS: Type.Integer({
    minimum: 0,
    maximum: 600_000,
    default: 20_000,
    description: 'How long an answer that gets lost is held: longer than any caller waits',
  }),
  SECOND_STEP_MINUTES: Type.Integer({
    minimum: 1,
    maximum: 1_440,
    default: 30,
    description: 'After so many minutes an unanswered second step expires',
  }),
  WEBHOOK_URL: Type.Optional(Type.String({ pattern: '^https?://', description: 'Who is told of every change' })),
  WEBHOOK_SECRET: Type.Optional(
    Type.String({ minLength: 16, secret: true, description: 'Signs what is told; required with WEBHOOK_URL' }),
  ),
  WEBHOOK_MISCHIEF: Type.Enum(MISCHIEFS, {
    default: 'none',
    description: 'How webhooks misbehave, for tests: none, late, twice or reordered',
  }),
  WEBHOOK_LATE_MS: Type.Integer({
    minimum: 0,
    maximum: 600_000,
    default: 2_000,
    description: 'How late is late, in milliseconds',
  }),
})
export type SandboxConfig = Static<typeof SandboxConfig>
