/** Calls `ring` after some milliseconds. Set several times it rings at the earliest of them; it keeps no process from ending. */
export function alarm(ring: () => void): (ms: number) => void {
  let at = Infinity
  let timer: NodeJS.Timeout | undefined
  return (ms) => {
    const due = performance.now() + ms
    if (due >= at) return
    clearTimeout(timer)
    at = due
    timer = setTimeout(() => {
      at = Infinity
      ring()
    }, ms).unref()
  }
}
