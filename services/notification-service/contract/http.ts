import { api, Email, Id, Instant, PageOf, PageQuery, problems, route } from '@mallhive/contract'
import { Type, type Static } from 'typebox'

export const notificationProblems = problems({
  'message.not_found': { status: 404, title: 'This message does not exist' },
})

export const Message = Type.Object({
  id: Id,
  key: Type.String({ description: 'Makes it unique, such as order-confirmation:ORDER' }),
  template: Type.String(),
  to: Email,
  subject: Type.String(),
  state: Type.Union([Type.Literal('queued'), Type.Literal('sent'), Type.Literal('failed'), Type.Literal('suppressed')]),
  attempts: Type.Integer(),
  lastError: Type.Optional(Type.String()),
  createdAt: Instant,
  sentAt: Type.Optional(Instant),
})
export type Message = Static<typeof Message>

const html = 'text/html; charset=utf-8'

/** Port 8086: messages. The mail box pages exist only while mails are kept in the data folder (no SMTP_URL). */
export const notificationApi = api('notification-service', {
  listMessages: route({
    operationId: 'listMessages',
    summary: 'Messages, newest first',
    method: 'GET',
    path: '/v1/messages',
    access: ['admin'],
    query: Type.Object({ ...PageQuery, key: Type.Optional(Type.String({ maxLength: 200 })) }),
    replies: { 200: PageOf(Message) },
  }),
  getMessage: route({
    operationId: 'getMessage',
    summary: 'A message',
    method: 'GET',
    path: '/v1/messages/:messageId',
    access: ['admin'],
    params: Type.Object({ messageId: Id }),
    replies: { 200: Message },
    problems: ['message.not_found'],
  }),
  mailbox: route({
    operationId: 'mailbox',
    summary: 'The mail box of a shop that has no mail server yet',
    method: 'GET',
    path: '/mailbox',
    access: ['public'],
    replies: { 200: Type.String() },
    contentType: html,
  }),
  mail: route({
    operationId: 'mail',
    summary: 'One mail of the mail box',
    method: 'GET',
    path: '/mailbox/:file',
    access: ['public'],
    params: Type.Object({ file: Type.String({ pattern: '^[0-9A-Za-z-]{1,100}$' }) }),
    query: Type.Object({
      part: Type.Optional(Type.Union([Type.Literal('html'), Type.Literal('text'), Type.Literal('raw')])),
    }),
    replies: { 200: Type.String() },
    contentType: html,
    problems: ['message.not_found'],
  }),
})
