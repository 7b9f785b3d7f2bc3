import { newId } from '@mallhive/kernel'
import { TEMPLATE_VERSION, type NewMessage } from '../domain/message.ts'

/** Columns of `given` and what is done with them. One of the same key, queued or long sent, is the same: nothing happens. */
export const queueMessage = {
  columns: `id uuid, key text, template text, template_version int, recipient text, language text, subject text, data jsonb,
    due_at timestamptz`,
  parts: `
    queued as (
      insert into message (id, key, template, template_version, recipient, language, subject, data, state, due_at, created_at)
      select id, key, template, template_version, recipient, language, subject, data, 'queued', due_at, due_at from given order by key
      on conflict (key) do nothing returning id),
    done as (select n from given join queued using (id))`,
} as const

export const queueInput = ({ to, ...message }: NewMessage & { subject: string }, now: Date) => ({
  ...message,
  id: newId(),
  recipient: to,
  template_version: TEMPLATE_VERSION,
  due_at: now,
})
