import { randomBytes } from 'node:crypto'
import { refuse } from '@mallhive/chassis'
import { sandboxApi, sandboxProblems } from '../../contract/http.ts'
import { decideSecondStep } from '../domain/charge.ts'
import { secondStepUrl } from '../webhooks/webhook.ts'
import type { RouteContext } from './routes.ts'
import { secondStepPage } from './second-step-page.ts'

const { routes } = sandboxApi
const refused = refuse(sandboxProblems)

/** The page of the bank, and what its buttons do. Whoever knows the charge's id may answer: a sandbox knows nobody's secret. */
export function secondStepRoutes({ serve, charges, clock, config, announced }: RouteContext): void {
  serve(routes.secondStep, async ({ params }) => {
    const charge = await charges.findById(params.chargeId)
    if (!charge) return refused({ code: 'charge.not_found' })
    const nonce = randomBytes(16).toString('base64')
    return { status: 200, body: secondStepPage(charge, nonce), headers: pageHeaders(nonce, charge.returnUrl) }
  })

  serve(routes.decideSecondStep, async ({ params, stream }) => {
    // Nothing in the form counts, but a browser wants it read.
    stream?.resume()
    const charge = await charges.findById(params.chargeId)
    if (!charge) return refused({ code: 'charge.not_found' })
    const now = clock()
    await charges.change(charge.key, now, (kept) => decideSecondStep(kept, params.decision, now))
    announced()
    const location = charge.returnUrl ?? secondStepUrl(config.PUBLIC_URL, charge.id)
    return { status: 303, body: undefined, headers: { location, 'cache-control': 'no-store' } }
  })
}

/** Browsers hold redirects of a form to `form-action` too, so the shop that the shopper goes back to is named there. */
function pageHeaders(nonce: string, returnUrl: string | undefined): Record<string, string> {
  const back = returnUrl === undefined ? '' : ` ${new URL(returnUrl).origin}`
  return {
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'${back}; frame-ancestors 'none'; base-uri 'none'`,
    'cache-control': 'no-store',
  }
}
