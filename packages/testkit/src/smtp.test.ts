import assert from 'node:assert/strict'
import { it } from 'node:test'
import nodemailer from 'nodemailer'
import { startInbox } from './smtp.ts'

it('receives what was sent, in both forms and any language', async (t) => {
  const inbox = await startInbox(t)
  const sender = nodemailer.createTransport(inbox.url)
  t.after(() => sender.close())
  await sender.sendMail({
    from: 'shop@example.com',
    to: 'ann@example.com',
    subject: 'Größe 42 ✓',
    text: 'danke',
    html: '<p>danke</p>',
  })
  const [mail] = await inbox.received(1)
  assert.deepEqual(
    { ...mail, headers: undefined, text: mail?.text.trim(), html: mail?.html.trim() },
    {
      from: 'shop@example.com',
      to: ['ann@example.com'],
      subject: 'Größe 42 ✓',
      text: 'danke',
      html: '<p>danke</p>',
      headers: undefined,
    },
  )
})

it('refuses mail for an address that begins with bounce@', async (t) => {
  const inbox = await startInbox(t)
  const sender = nodemailer.createTransport(inbox.url)
  t.after(() => sender.close())
  await assert.rejects(sender.sendMail({ from: 'shop@example.com', to: 'bounce@example.com', text: 'x' }), {
    responseCode: 550,
  })
  assert.deepEqual(inbox.messages(), [])
})
