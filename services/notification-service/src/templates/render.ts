import { fileURLToPath } from 'node:url'
import { Liquid } from 'liquidjs'
import type { Template } from '../domain/message.ts'

const root = fileURLToPath(new URL('./', import.meta.url))
const LIMITS = { renderLimit: 2_000, parseLimit: 1_000_000, memoryLimit: 50_000_000 }
const html = new Liquid({
  root,
  cache: true,
  strictFilters: true,
  ownPropertyOnly: true,
  outputEscape: 'escape',
  ...LIMITS,
})
const text = new Liquid({ root, cache: true, strictFilters: true, ownPropertyOnly: true, ...LIMITS })

export interface Rendered {
  readonly text: string
  readonly html: string
}

/** Fills a template. Whatever is printed into HTML is escaped; nothing in the data is a template. */
export function render(template: Template, subject: string, data: object): Rendered {
  const facts = { ...data, subject }
  return {
    text: text.renderFileSync(`${template}/text.liquid`, facts) as string,
    html: html.renderFileSync(`${template}/html.liquid`, facts) as string,
  }
}
