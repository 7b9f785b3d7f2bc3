import { data } from 'react-router'

/** Loader of the route that stands for every address an app does not have: its root says so, with its header and a way on. */
export const missingPage = (): never => {
  throw data({}, { status: 404 })
}
