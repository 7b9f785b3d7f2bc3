import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { needs, openBrowser, startInbox } from '@mallhive/testkit'
import { confirmed, messagesThat, someOrder, startPost } from '../../tests/orders.ts'

const isSent = (states: readonly string[]) => states.length === 1 && states[0] === 'sent'

async function boxFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mailbox-'))
  t.after(() => rm(folder, { recursive: true }))
  return path.join(folder, 'mail')
}

async function page(address: string) {
  const response = await fetch(address)
  const header = (name: string) => response.headers.get(name) ?? ''
  return {
    status: response.status,
    type: header('content-type'),
    policy: header('content-security-policy'),
    text: await response.text(),
  }
}

/** Asks for a path letter for letter: `fetch` would tidy it first. */
const statusOf = (base: string, path: string) =>
  new Promise<number>((resolve, reject) => {
    const asked = request(new URL(base), { path }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode!))
    })
    asked.on('error', reject).end()
  })

it('keeps mails in the mail box without a mail server, and shows them', async (t) => {
  const folder = await boxFolder(t)
  const post = await startPost(t, { MAILBOX_DIR: folder })
  assert.match((await page(`${post.url}/mailbox`)).text, /No mail yet/)
  const order = someOrder()
  await post.say(...Array.from({ length: 100 }, () => confirmed(order)))
  await messagesThat(post, isSent)
  const [file, ...more] = await readdir(folder)
  assert.deepEqual(more, [])
  const name = file!.replace('.eml', '')

  const list = await page(`${post.url}/mailbox`)
  assert.equal(list.status, 200)
  assert.match(list.text, new RegExp(`<a href="/mailbox/${name}">Your Haldow order HD-20418</a>`))
  const shown = await page(`${post.url}/mailbox/${name}`)
  assert.match(shown.text, new RegExp(`<iframe title="The mail" src="/mailbox/${name}\\?part=html" sandbox="[^"]*"`))
  assert.match(shown.policy, /^default-src 'none'; style-src 'sha256-[^']+'/)
  const html = await page(`${post.url}/mailbox/${name}?part=html`)
  assert.match(html.policy, /^default-src 'none';.* sandbox allow-popups allow-popups-to-escape-sandbox$/)
  assert.match(html.text, /<h1[^>]*>Thank you, Marlene<\/h1>/)
  const text = await page(`${post.url}/mailbox/${name}?part=text`)
  assert.equal(text.type, 'text/plain; charset=utf-8')
  assert.match(text.text, /^Thank you, Marlene\n/)
  assert.match((await page(`${post.url}/mailbox/${name}?part=raw`)).text, /^Message-ID: /im)
})

it('has no mail box when mails are sent', async (t) => {
  const inbox = await startInbox(t)
  const folder = await boxFolder(t)
  await mkdir(folder)
  await writeFile(path.join(folder, 'some-mail.eml'), 'Subject: left from before\n\nHello')
  const post = await startPost(t, { SMTP_URL: inbox.url, MAILBOX_DIR: folder })
  for (const address of ['/mailbox', '/mailbox/some-mail', '/mailbox/some-mail?part=raw'])
    assert.equal((await page(post.url + address)).status, 404)
})

it('shows nothing but mails, whatever path is asked for', async (t) => {
  const folder = await boxFolder(t)
  await mkdir(folder)
  await writeFile(path.join(folder, '..', 'secret.eml'), 'Subject: secret\n\nsecret')
  await writeFile(path.join(folder, '.hidden.eml'), 'Subject: hidden\n\nhidden')
  await writeFile(path.join(folder, 'notes.txt'), 'notes')
  const post = await startPost(t, { MAILBOX_DIR: folder })
  const tricks = ['../secret', '..%2Fsecret', '%2e%2e%2fsecret', '..%5Csecret', '.hidden', 'notes.txt', 'notes', 'a%00']
  const statuses = await Promise.all(tricks.map((trick) => statusOf(post.url, `/mailbox/${trick}?part=raw`)))
  assert.deepEqual(statuses, [404, 400, 400, 400, 400, 400, 404, 400])
  assert.match((await page(`${post.url}/mailbox`)).text, /No mail yet/)
})

const hostileMail = (tracker: string) => `From: "<b>Eve</b>" <eve@example.com>
To: ann@example.com
Subject: <script>document.title='taken'</script>
Date: Sat, 21 Nov 2026 10:00:00 +0000
Content-Type: text/html

<html><head></head><body><script>parent.document.title='taken'</script><img src="${tracker}/x.png" onerror="parent.document.title='taken'">
<form action="${tracker}/"><button>Send</button></form><p>Hello</p></body></html>
`

it('runs nothing of a hostile mail and loads nothing for it', async (t) => {
  if (!needs(t, 'chromium')) return
  const folder = await boxFolder(t)
  await mkdir(folder)
  const asked: (string | undefined)[] = []
  const tracker = createServer(({ url }, response) => {
    asked.push(url)
    response.end()
  })
  await new Promise<void>((resolve) => tracker.listen(0, '127.0.0.1', resolve))
  t.after(() => tracker.close().closeAllConnections())
  const address = `http://127.0.0.1:${(tracker.address() as AddressInfo).port}`
  await writeFile(path.join(folder, 'hostile.eml'), hostileMail(address))
  const post = await startPost(t, { MAILBOX_DIR: folder })
  const browser = await openBrowser(t)
  const tab = await browser.newPage()
  await tab.goto(`${post.url}/mailbox`)
  assert.equal(await tab.title(), 'Mail box of Haldow')
  await tab.getByRole('link', { name: "<script>document.title='taken'</script>" }).click()
  await tab.frameLocator('iframe').getByText('Hello').waitFor()
  assert.equal(await tab.title(), "<script>document.title='taken'</script>")
  await tab.frameLocator('iframe').getByRole('button').click()
  await tab.goto(`${post.url}/mailbox/hostile?part=html`)
  assert.equal(await tab.title(), '')
  assert.deepEqual(asked, [])
})
