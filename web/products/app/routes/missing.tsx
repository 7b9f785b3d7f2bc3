export { missingPage as loader } from '@mallhive/design-system/server'

export default function Missing() {
  return null
}
