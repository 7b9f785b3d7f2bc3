import { renderPages } from '@mallhive/design-system/server/render'

export default renderPages()
