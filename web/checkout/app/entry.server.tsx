import { renderPages } from '@mallhive/design-system/server/render'

/**
 * Browsers hold the redirects of a form to `form-action`, too. A second step may be at any bank, so every https address is
 * allowed; the sandbox's bank answers on this machine.
 */
export default renderPages({ formTargets: ['https:', 'http://localhost:*', 'http://127.0.0.1:*'] })
