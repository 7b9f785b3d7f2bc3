import { Children, type ComponentProps, Fragment, isValidElement, type ReactElement, type ReactNode } from 'react'
import { Scripts } from 'react-router'

type Attributes = Pick<ComponentProps<'script'>, 'nonce' | 'suppressHydrationWarning'>

/**
 * React Router's scripts, fetched when the page has been painted with its first picture, or somebody puts a hand to it. Pages
 * are whole without scripts; on a slow line these would keep the picture waiting. `first` is fetched along with them.
 */
export function LateScripts({ first, ...attributes }: Attributes & { first: string }) {
  // Called, not rendered: what it returns is what is put off.
  const { scripts, files } = later(Scripts(attributes))
  if (scripts.length === 0) return null
  return (
    <>
      {scripts}
      <script
        {...attributes}
        dangerouslySetInnerHTML={{ __html: `(${begin})(${JSON.stringify([first, ...files])})` }}
      />
    </>
  )
}

/** The elements with each module script as mere text, and the files that they would have begun to fetch. */
function later(node: ReactNode): { scripts: ReactNode[]; files: string[] } {
  const scripts: ReactNode[] = []
  const files: string[] = []
  const walk = (each: ReactNode) => {
    if (!isValidElement(each)) return
    const { type, props } = each as ReactElement<ComponentProps<'link'> & ComponentProps<'script'>>
    if (type === Fragment) Children.forEach(props.children, walk)
    else if (type === 'link' && props.rel === 'modulepreload') files.push(props.href ?? '')
    else if (type !== 'script' || props.type !== 'module')
      scripts.push(<Fragment key={scripts.length}>{each}</Fragment>)
    else {
      const { async: _, ...rest } = props
      scripts.push(<script key="later" {...rest} type="text/plain" />)
    }
  }
  walk(node)
  return { scripts, files }
}

/**
 * Runs in the browser, as text. The module carries the nonce of this script; on a page that is kept for everybody, which has none,
 * it is allowed by the hash of its text.
 */
const begin = `(files) => {
  const { nonce, previousElementSibling: later } = document.currentScript
  const signs = ['pointerdown', 'keydown', 'focusin']
  const add = (name, properties) => document.head.append(Object.assign(document.createElement(name), properties))
  let begun = false
  const begin = () => {
    if (begun) return
    begun = true
    for (const href of files) add('link', { rel: 'modulepreload', href, nonce })
    add('script', { type: 'module', nonce, text: later.text })
  }
  for (const sign of signs) addEventListener(sign, begin, { capture: true, once: true })
  const idle = window.requestIdleCallback ?? setTimeout
  const soon = () => idle(begin, { timeout: 200 })
  if (document.readyState === 'complete') soon()
  else addEventListener('load', soon)
}`
