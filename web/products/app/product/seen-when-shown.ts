import { useEffect } from 'react'
import { useRevalidator } from 'react-router'

/** A page that the browser prepared ahead counts as seen, and is asked for what is new, when it is shown. */
export function useSeenWhenShown(): void {
  const { revalidate } = useRevalidator()
  useEffect(() => {
    if (!('prerendering' in document) || !document.prerendering) return
    const shown = () => void revalidate()
    document.addEventListener('prerenderingchange', shown, { once: true })
    return () => document.removeEventListener('prerenderingchange', shown)
  }, [revalidate])
}
