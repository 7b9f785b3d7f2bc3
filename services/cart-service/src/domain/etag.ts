/** The version that `If-Match` names; undefined when it asks for none. A tag that is not ours fits no version. */
export function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined
  const digits = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch.trim())?.[1]
  return digits === undefined ? -1 : Number(digits)
}

export const etagOf = (version: number): string => `"${version}"`
