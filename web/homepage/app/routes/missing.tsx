import { data } from 'react-router'

/** No page of this app has this address: the root says so, with its header and a way on. */
export const loader = () => {
  throw data({}, { status: 404 })
}

export default function Missing() {
  return null
}
