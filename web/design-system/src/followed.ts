import { useEffect, useState } from 'react'

/** A value that people change at once and the server has the last word on. Keeps the field itself, and with it the focus. */
export function useFollowed<T>(value: T): readonly [T, (wished: T) => void] {
  const [shown, show] = useState(value)
  useEffect(() => show(value), [value])
  return [shown, show]
}
