import { useEffect } from 'react'

/**
 * The picture of a card travels to the page of its product (a cross-document view transition; additions.css names the
 * pictures). Browsers without it just go there.
 */
export function useTravel(): void {
  useEffect(() => {
    const begin = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[data-travels]') : null
      end()
      link?.closest('.good')?.classList.add('is-travelling')
    }
    // Coming back by the browser's own memory of the page: nothing travels any more.
    addEventListener('pageshow', end)
    addEventListener('click', begin)
    return () => {
      removeEventListener('pageshow', end)
      removeEventListener('click', begin)
    }
  }, [])
}

function end(): void {
  for (const card of document.querySelectorAll('.is-travelling')) card.classList.remove('is-travelling')
}
