import { type ReactNode, useContext } from 'react'
import { Links, Meta, Scripts, ScrollRestoration } from 'react-router'
import latin from '../fonts/instrument-sans-latin-wght-normal.woff2?url'
import mark from '../styles/mark.svg?url&no-inline'
import sheet from '../styles/shop.css?url'
import type { Language } from './format.ts'
import { Speak } from './language.tsx'
import { LateScripts } from './late-scripts.tsx'
import { NonceContext } from './nonce.ts'

/** Where the shared framework file is; empty while developing. Set by `appConfig`. */
const framework: string = import.meta.env.FRAMEWORK_ADDRESS

interface DocumentProps {
  language: Language
  timeZone?: string
  /** Addresses that are likely next: the browser prepares them when a link to them is pointed at. */
  likelyNext?: readonly string[]
  children: ReactNode
}

/** The HTML of every page around its body: head, fonts, the one sheet, scripts with their nonce. */
export function Document({ language, timeZone, likelyNext = [], children }: DocumentProps) {
  // Hydration must not compare it: browsers answer with an empty string when a script asks.
  const attributes = { nonce: useContext(NonceContext), suppressHydrationWarning: true }
  return (
    <html lang={language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href={mark} type="image/svg+xml" />
        <link rel="preload" href={latin} as="font" type="font/woff2" crossOrigin="anonymous" />
        <link rel="stylesheet" href={sheet} />
        <Meta />
        <Links />
        {likelyNext.length > 0 && (
          <script
            type="speculationrules"
            {...attributes}
            dangerouslySetInnerHTML={{ __html: scriptJson(speculation(likelyNext)) }}
          />
        )}
      </head>
      <body>
        <Speak language={language} {...(timeZone && { timeZone })}>
          {children}
        </Speak>
        <ScrollRestoration {...attributes} />
        {framework ? <LateScripts {...attributes} first={framework} /> : <Scripts {...attributes} />}
      </body>
    </html>
  )
}

/** Where a page's content begins: what the skip link leads to. */
export function Main({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <main id="main" tabIndex={-1} className={className}>
      {children}
    </main>
  )
}

/** JSON that may stand inside a script element: no `</script>` in a title can end it. */
export const scriptJson = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')

/** Prerenders what a shopper points at. Only pages that change nothing when they are fetched may be named. */
const speculation = (patterns: readonly string[]) => ({
  prerender: [{ where: { href_matches: patterns }, eagerness: 'moderate' }],
})
