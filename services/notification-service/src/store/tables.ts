import type { Template } from '../domain/message.ts'

export interface NotificationTables {
  message: {
    id: string
    key: string
    template: Template
    template_version: number
    recipient: string
    language: string
    subject: string
    data: object | null
    state: 'queued' | 'sent' | 'failed' | 'suppressed'
    attempts: number
    last_error: string | null
    due_at: Date | null
    created_at: Date
    sent_at: Date | null
  }
}
