import { client, withHeaders } from '@mallhive/contract'
import { sandboxApi } from '@mallhive/sandbox-provider/contract'
import { serviceToken } from '@mallhive/testkit'
import { paymentProviderContract } from '../../services/payment-service/src/provider/payment-provider.contract.ts'
import { sandbox } from '../../services/payment-service/src/provider/sandbox.ts'
import { bothParties, type Scope } from './both-parties.ts'

paymentProviderContract('sandbox', async () => {
  const closings: (() => unknown)[] = []
  const scope: Scope = { after: (close) => void closings.push(close as () => unknown) }
  const parties = await bothParties(scope)
  const token = await serviceToken('payment-service')
  const wire = withHeaders(parties.mall.wire('sandbox-provider'), () => ({ authorization: `Bearer ${token}` }))
  return {
    provider: sandbox(client(sandboxApi, wire), 5_000),
    token: parties.token,
    moved: parties.ledger,
    async close() {
      for (const close of closings.reverse()) await close()
    },
  }
})
