import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { type Formats, formats, type Language } from './format.ts'
import { type Messages, messages } from './messages/messages.ts'

const Context = createContext<{ messages: Messages; formats: Formats }>({
  messages: messages('en'),
  formats: formats('en'),
})

/** Says which language everything inside speaks. One stands in the root of each app. */
export function Speak({
  language,
  timeZone,
  children,
}: {
  language: Language
  timeZone?: string
  children: ReactNode
}) {
  const value = useMemo(
    () => ({ messages: messages(language), formats: formats(language, timeZone) }),
    [language, timeZone],
  )
  return <Context value={value}>{children}</Context>
}

export const useMessages = (): Messages => useContext(Context).messages
export const useFormats = (): Formats => useContext(Context).formats
