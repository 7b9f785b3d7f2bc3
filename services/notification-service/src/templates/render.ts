import { fileURLToPath } from 'node:url'
import { Liquid, type Context } from 'liquidjs'
import { mailLanguage } from '../domain/format.ts'
import { oneLine, type NewMessage, type Template } from '../domain/message.ts'
import { say } from './words.ts'

const SETTINGS = {
  root: fileURLToPath(new URL('./', import.meta.url)),
  extname: '.liquid',
  cache: true,
  strictFilters: true,
  strictVariables: true,
  lenientIf: true,
  ownPropertyOnly: true,
  renderLimit: 2_000,
  parseLimit: 1_000_000,
  memoryLimit: 50_000_000,
} as const
const forText = withWords(new Liquid(SETTINGS))
const forHtml = withWords(new Liquid({ ...SETTINGS, outputEscape: 'escape' }))

export interface Rendered {
  readonly text: string
  readonly html: string
}

/** The subject of a message: one line, whatever its facts hold. */
export const subjectOf = ({ template, data }: Pick<NewMessage, 'template' | 'data'>): string =>
  oneLine(forText.renderFileSync(`${template}/subject`, data))

/** Both forms of a mail. Whatever is printed into HTML is escaped, and nothing in the facts is a template. */
export function render(template: Template, subject: string, data: object): Rendered {
  const facts = { ...data, subject }
  return {
    text: forText.renderFileSync(`${template}/text`, facts),
    html: forHtml.renderFileSync(`${template}/html`, facts),
  }
}

/** A page of the mail box. What is printed is escaped, as in mails. */
export const renderPage = (page: 'list' | 'mail', facts: object): string =>
  forHtml.renderFileSync(`mailbox/${page}`, facts)

/** `{{ 'thanks' | say: name: firstName }}` speaks the language of the mail. */
function withWords(engine: Liquid): Liquid {
  engine.registerFilter('say', function (this: { context: Context }, word: string, ...facts: [string, unknown][]) {
    const language = mailLanguage(String(this.context.getSync(['language'])))
    return say(language, word, Object.fromEntries(facts))
  })
  return engine
}
