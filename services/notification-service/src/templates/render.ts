import { fileURLToPath } from 'node:url'
import { Eta } from 'eta'
import { mailLanguage } from '../domain/format.ts'
import { oneLine, type NewMessage, type Template } from '../domain/message.ts'
import { say } from './words.ts'

const SETTINGS = {
  views: fileURLToPath(new URL('.', import.meta.url)),
  // Each template is read and compiled at its first use, and is a function from then on.
  cache: true,
  // White space stays as it is written; a tag that takes its line break along says so itself: `-%>`.
  autoTrim: false,
  // A template that breaks says in which line. Costs nothing that can be measured.
  debug: true,
  autoFilter: true,
  filterFunction: present,
} as const
const forText = new Eta({ ...SETTINGS, autoEscape: false })
const forHtml = new Eta(SETTINGS)

export interface Rendered {
  readonly text: string
  readonly html: string
}

/** The subject of a message: one line, whatever its facts hold. */
export const subjectOf = ({ template, data }: Pick<NewMessage, 'template' | 'data'>): string =>
  oneLine(forText.render(`${template}/subject`, withWords({ ...data })))

/** Both forms of a mail. Whatever is printed into HTML is escaped, and nothing in the facts is a template. */
export function render(template: Template, subject: string, data: object): Rendered {
  const facts = withWords({ ...data, subject })
  return { text: forText.render(`${template}/text`, facts), html: forHtml.render(`${template}/html`, facts) }
}

/** A page of the mail box. What is printed is escaped, as in mails. */
export const renderPage = (page: 'list' | 'mail', facts: object): string => forHtml.render(`mailbox/${page}`, facts)

/** `it.say('thanks', { name: it.firstName })` speaks the language of the mail. */
function withWords(facts: Readonly<Record<string, unknown>>): object {
  const language = mailLanguage(present(facts.language))
  return { ...facts, say: (word: string, filledIn = {}) => say(language, word, filledIn) }
}

/** Only words and numbers are printed. A fact that is missing breaks its mail: no mail is better than one with a gap. */
function present(fact: unknown): string {
  if (typeof fact !== 'string' && typeof fact !== 'number') throw new TypeError(`${typeof fact} is printed`)
  return String(fact)
}
