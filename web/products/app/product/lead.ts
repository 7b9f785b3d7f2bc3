const LEAD_LETTERS_MAX = 240

/** A cleaned description that begins with a short paragraph, as that paragraph and the rest. It stays whole when nothing would be left. */
export function splitLead(cleanHtml: string): { readonly lead: string | undefined; readonly rest: string } {
  const [whole, lead] = /^\s*<p>(.*?)<\/p>/s.exec(cleanHtml) ?? []
  const rest = cleanHtml.slice(whole?.length ?? 0).trim()
  const isLead = lead !== undefined && lead.trim() !== '' && rest !== '' && lead.length <= LEAD_LETTERS_MAX
  // A paragraph with parts of its own, such as a picture, is no sentence to begin with.
  return isLead && !/<(?!\/?(?:a|b|i|em|strong|br)\b)/i.test(lead)
    ? { lead, rest }
    : { lead: undefined, rest: cleanHtml }
}
