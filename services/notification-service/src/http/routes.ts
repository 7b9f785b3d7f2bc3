import { refuse, type Serve } from '@mallhive/chassis'
import { PAGE_DEFAULT } from '@mallhive/contract'
import { notificationApi, notificationProblems, type Message } from '../../contract/http.ts'
import type { MessageRow, Messages } from '../store/messages.ts'

const { routes } = notificationApi
const refused = refuse(notificationProblems)
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function messageRoutes({ serve, messages }: { serve: Serve; messages: Messages }): void {
  serve(routes.listMessages, async ({ query }) => {
    const { limit = PAGE_DEFAULT, cursor, key } = query
    if (cursor !== undefined && !UUID.test(cursor))
      return refused({
        code: 'request.invalid',
        errors: [{ field: 'query/cursor', message: 'is not a cursor of ours' }],
      })
    const rows = await messages.page({
      limit: limit + 1,
      ...(key !== undefined && { key }),
      ...(cursor !== undefined && { before: cursor }),
    })
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return { status: 200, body: { items: shown.map(view), ...(last && { nextCursor: last.id }) } }
  })
  serve(routes.getMessage, async ({ params }) => {
    const message = await messages.find(params.messageId)
    return message ? { status: 200, body: view(message) } : refused({ code: 'message.not_found' })
  })
}

const view = (row: MessageRow): Message => ({
  id: row.id,
  key: row.key,
  template: row.template,
  to: row.recipient,
  subject: row.subject,
  state: row.state,
  attempts: row.attempts,
  ...(row.last_error !== null && { lastError: row.last_error }),
  createdAt: row.created_at.toISOString(),
  ...(row.sent_at !== null && { sentAt: row.sent_at.toISOString() }),
})
