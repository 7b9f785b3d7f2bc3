/**
 * The first option that a command does not have, as it was typed: a misspelt `--dry-run` must not become an import. Without one, undefined.
 * What follows a lone `--` are no options.
 */
export function unknownOption(typed: readonly string[], known: Readonly<Record<string, unknown>>): string | undefined {
  const end = typed.indexOf('--')
  return typed
    .slice(0, end === -1 ? typed.length : end)
    .filter((word) => /^-./.test(word))
    .find((word) => !isKnown(/^--([^=]+)/.exec(word)?.[1], known))
}

const isKnown = (name: string | undefined, known: Readonly<Record<string, unknown>>): boolean =>
  name !== undefined && (Object.hasOwn(known, name) || Object.hasOwn(known, name.replace(/^no-/, '')))
