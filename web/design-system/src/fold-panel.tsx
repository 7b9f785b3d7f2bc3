import type { ReactNode } from 'react'
import { join } from './button.tsx'
import { Icon } from './icon.tsx'

/** A part that folds away. `open` is how it comes from the server. */
export function FoldPanel(props: { title: string; open?: boolean; prose?: boolean; children: ReactNode }) {
  return (
    <details className="fold" open={props.open}>
      <summary>
        <h2>{props.title}</h2>
        <Icon name="down" />
      </summary>
      <div className={props.prose ? 'prose stack' : undefined}>{props.children}</div>
    </details>
  )
}

/** A description the merchant wrote. Give it only what product-service cleaned. */
export function Prose({ cleanHtml, className }: { cleanHtml: string; className?: string }) {
  return <div className={join('prose stack', className)} dangerouslySetInnerHTML={{ __html: cleanHtml }} />
}

export function Specification({ caption, rows }: { caption: string; rows: readonly (readonly [string, string])[] }) {
  return (
    <table className="spec">
      <caption className="sr">{caption}</caption>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
