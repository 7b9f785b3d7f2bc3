import { useEffect } from 'react'
import { useRevalidator } from 'react-router'

/** Loads the page's data anew every `everyMs`, until what is shown does not stand on the page any more. */
export function LookAgain({ everyMs = 5_000 }: { everyMs?: number }) {
  const { revalidate, state } = useRevalidator()
  useEffect(() => {
    if (state !== 'idle') return
    const timer = setTimeout(() => void revalidate(), everyMs)
    return () => clearTimeout(timer)
  }, [revalidate, state, everyMs])
  return (
    <noscript>
      <meta httpEquiv="refresh" content={String(Math.ceil(everyMs / 1_000) + 1)} />
    </noscript>
  )
}
