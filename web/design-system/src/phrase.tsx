import { Fragment, type ReactNode } from 'react'

/** A text of the message files with elements in its places: `<Phrase text={m.order.number} number={<b>7</b>} />`. */
export function Phrase({ text, values }: { text: string; values: Readonly<Record<string, ReactNode>> }) {
  return text.split(/\{(\w+)\}/).map((piece, index) => (
    // A text is fixed, so are its pieces: their order is their identity.
    <Fragment key={index}>{index % 2 === 0 ? piece : values[piece]}</Fragment>
  ))
}
