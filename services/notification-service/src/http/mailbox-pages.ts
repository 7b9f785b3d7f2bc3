export interface ReadMail {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly subject: string
  /** RFC 3339. */
  readonly date: string
  readonly text: string
  readonly html: string
}

export const listPage = (mails: readonly ReadMail[]): string =>
  document(
    'Mail box',
    `<h1>Mail box</h1><p class="note">This shop has no mail server yet: its mails are kept here. Set <code>SMTP_URL</code> to send them. The newest hundred are shown.</p>
${mails.length === 0 ? '<p>No mail yet.</p>' : `<ul>${mails.map(row).join('')}</ul>`}`,
  )

const row = (mail: ReadMail) =>
  `<li><a href="/mailbox/${escape(mail.name)}"><b>${escape(mail.subject)}</b></a><span class="note">${escape(mail.to)}, ${when(mail)}</span></li>`

export function mailPage(mail: ReadMail): string {
  const address = `/mailbox/${escape(mail.name)}`
  return document(
    mail.subject,
    `<p><a href="/mailbox">Mail box</a></p><h1>${escape(mail.subject)}</h1>
<p class="note">From ${escape(mail.from)} to ${escape(mail.to)}, ${when(mail)}. <a href="${address}?part=text">Text</a>, <a href="${address}?part=raw">source</a></p>
<iframe title="The mail" src="${address}?part=html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`,
  )
}

const when = ({ date }: ReadMail) =>
  `<time datetime="${escape(date)}">${escape(date.slice(0, 16).replace('T', ' '))} UTC</time>`

const document = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>
`

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!)

const STYLE = `
:root{color-scheme:light dark;--surface:light-dark(#f4f3ef,#131615);--sheet:light-dark(#fff,#1b1f1e);--text:light-dark(#171a19,#f1f0eb);--muted:light-dark(#565c5a,#abb1ad);--line:light-dark(#dfded8,#303634);--brand:light-dark(#1f4d3f,#a3d5be)}
*{box-sizing:border-box;margin:0}
body{background:var(--surface);color:var(--text);font:400 15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere}
main{max-width:60rem;margin-inline:auto;padding:24px 16px 48px;display:grid;gap:16px}
h1{font-size:28px;line-height:34px;font-weight:600;letter-spacing:-.02em}
ul{list-style:none;padding:0;background:var(--sheet);border:1px solid var(--line);border-radius:6px}
li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:4px 24px;padding:14px 16px}
li+li{border-top:1px solid var(--line)}
b{font-weight:600}
a{color:inherit;text-underline-offset:.22em}
:focus-visible{outline:2px solid var(--brand);outline-offset:2px}
.note{color:var(--muted);font-size:13px}
iframe{width:100%;height:75vh;border:1px solid var(--line);border-radius:6px;background:var(--sheet)}`
