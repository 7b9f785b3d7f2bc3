import { event, Id } from '@mallhive/contract'
import { Type } from 'typebox'

const facts = { messageId: Id, key: Type.String(), template: Type.String() }

export const notificationSent = event({
  name: 'notification.sent',
  version: 1,
  summary: 'A message has left',
  data: Type.Object(facts),
})
export const notificationFailed = event({
  name: 'notification.failed',
  version: 1,
  summary: 'A message could not be delivered and is given up',
  data: Type.Object({ ...facts, reason: Type.String() }),
})
