const QUOTES = ["'", '`', '"'] as const

/**
 * Settings as lines that Node reads back as they are (`process.loadEnvFile`). Node knows no escapes, so each value stands in quotes that it
 * does not hold itself; throws when it holds all three kinds.
 */
export function envFile(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${quoted(name, value)}\n`)
    .join('')
}

function quoted(name: string, value: string): string {
  const quote = QUOTES.find((mark) => !value.includes(mark))
  if (quote === undefined) throw new TypeError(`${name} holds every kind of quotes: it cannot be written to a file`)
  return `${quote}${value}${quote}`
}
