import type { LoaderFunctionArgs } from 'react-router'
import { pageFrame } from './page-frame.ts'
import { shopMiddleware, shopOf } from './shop.ts'

/** The server's half of every app's `root.tsx`: the shop in the context of each request, and what the frame of a page shows. */
export const middleware = [shopMiddleware]
export const loader = ({ context }: LoaderFunctionArgs) => pageFrame(shopOf(context))
