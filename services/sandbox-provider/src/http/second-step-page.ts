import { exponentOf, type Money } from '@mallhive/kernel'
import type { ChargeRecord } from '../domain/charge.ts'

/** The page "Is this you?". Works without scripts, by keyboard, light and dark. */
export function secondStepPage(charge: ChargeRecord, nonce: string): string {
  const shop = charge.returnUrl === undefined ? 'the shop' : new URL(charge.returnUrl).host
  const isOpen = charge.state === 'requires-action'
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>${isOpen ? 'Is this you?' : 'Already answered'} – Sandbox bank</title>
<style nonce="${nonce}">${STYLE}</style></head>
<body><main><p class="bank">Sandbox bank</p>
${isOpen ? question(charge, escape(shop)) : answered(charge, escape(shop))}
<p class="note">This is a test bank. No money moves here.</p></main></body></html>
`
}

function question(charge: ChargeRecord, shop: string): string {
  const action = `/second-step/${charge.id}`
  return `<h1>Is this you?</h1>
<p>A payment wants your approval before it goes on.</p>
<dl><div><dt>To</dt><dd>${shop}</dd></div><div><dt>Amount</dt><dd>${escape(inWords(charge.amount))}</dd></div><div><dt>Card</dt><dd>${escape(charge.brand)} ending ${escape(charge.last4)}</dd></div></dl>
<form method="post" action="${action}/approve"><button class="primary">Approve</button></form>
<form method="post" action="${action}/decline"><button>Decline</button></form>`
}

function answered(charge: ChargeRecord, shop: string): string {
  const said = SAID[charge.state as keyof typeof SAID] ?? 'This payment was approved.'
  const back = charge.returnUrl === undefined ? '' : `<p><a href="${escape(charge.returnUrl)}">Back to ${shop}</a></p>`
  return `<h1>Already answered</h1><p>${said} There is nothing more to do here.</p>${back}`
}

const SAID = {
  declined: 'This payment was declined.',
  expired: 'This payment was not approved in time.',
  voided: 'This payment was called off.',
} as const

function inWords({ amount, currency }: Money): string {
  const digits = exponentOf(currency)
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, minimumFractionDigits: digits })
  return format.format(amount / 10 ** digits)
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!)

const STYLE = `
:root{color-scheme:light dark;--surface:light-dark(#f4f3ef,#131615);--sheet:light-dark(#fff,#1b1f1e);--text:light-dark(#171a19,#f1f0eb);--muted:light-dark(#565c5a,#abb1ad);--line:light-dark(#dfded8,#303634);--edge:light-dark(#7d827f,#8a918d);--brand:light-dark(#1f4d3f,#a3d5be);--on-brand:light-dark(#fff,#0c1f17)}
*{box-sizing:border-box;margin:0}
body{min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--surface);color:var(--text);font:400 15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere}
main{width:100%;max-width:26rem;background:var(--sheet);border:1px solid var(--line);border-radius:6px;padding:28px 24px;display:grid;gap:16px}
.bank{font-size:17px;font-weight:600;letter-spacing:-.01em}
h1{font-size:28px;line-height:34px;font-weight:600;letter-spacing:-.02em}
dl{display:grid;gap:8px;border-block:1px solid var(--line);padding-block:16px}
dl div{display:flex;justify-content:space-between;gap:16px}
dt,.note{color:var(--muted)}
dd{text-align:end;font-variant-numeric:tabular-nums}
button{width:100%;min-height:48px;padding:12px 24px;border:1px solid var(--edge);border-radius:6px;background:none;color:inherit;font:600 15px/20px inherit;font-family:inherit;cursor:pointer}
.primary{background:var(--brand);border-color:var(--brand);color:var(--on-brand)}
a{color:inherit;text-underline-offset:.22em}
:focus-visible{outline:2px solid var(--brand);outline-offset:2px}
.note{font-size:13px}`
