/** A dot of paint. Its colour is an attribute, not a style, so that a strict Content-Security-Policy allows it. */
export function Swatch({ paint }: { paint: string }) {
  return (
    <svg className="swatch" viewBox="0 0 14 14" aria-hidden="true">
      <circle cx="7" cy="7" r="6.5" fill={paint} stroke="#000" strokeOpacity=".22" />
    </svg>
  )
}
