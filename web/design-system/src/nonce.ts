import { createContext } from 'react'

/** The nonce of the page that is being rendered. Known on the server only: the browser hides it from scripts. */
export const NonceContext = createContext<string | undefined>(undefined)
