/** The values of the file where it has the column, else those of the shop. */
export function defined<T extends object>(known: T, file: T): T {
  const stated = Object.entries(file).filter(([, value]) => value !== undefined)
  return { ...known, ...Object.fromEntries(stated) }
}

/** Whether the file has an extra column of this name, in small letters. */
export type IsExtra = (name: string) => boolean
