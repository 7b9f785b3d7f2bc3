import { existsSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { client, overHttp, withHeaders, type Client, type Wire } from '@mallhive/contract'
import { productApi } from '@mallhive/product-service/contract'
import { userApi } from '@mallhive/user-service/contract'
import { holderOf, type Holder } from '../data-folder-lock.ts'
import { keptValues } from '../data-folder-values.ts'
import { openDataFolder } from '../data-folder.ts'
import { openMall } from '../open-mall.ts'
import { progress } from '../progress.ts'
import { ADMIN_EMAIL } from '../services-environment.ts'

const OPENING_MS = 120_000
const POLL_MS = 250
/** Access tokens live for five minutes; an import may take longer. */
const TOKEN_MS = 240_000

/** A shop that products can be imported into. */
export interface ShopConnection {
  readonly products: Client<typeof productApi>
  /** What it is, for the person. */
  readonly description: string
  /** It stays open when this program ends, and goes on with what it was told. */
  readonly staysOpen: boolean
  close(): Promise<void>
}

/** Somebody else's shop, by the address of its product-service and an admin's access token. */
export function connectTo(url: string, token: string): ShopConnection {
  const wire = withHeaders(overHttp(url), () => ({ authorization: `Bearer ${token}` }))
  return { products: client(productApi, wire), description: url, staysOpen: true, close: async () => undefined }
}

/** The shop of a data folder: the open mall when there is one, else one that is opened for the time of the import. */
export async function connectToFolder(folderPath: string, say: (line: string) => void): Promise<ShopConnection> {
  const holder = existsSync(folderPath) ? await openedHolder(folderPath, say) : undefined
  return holder ? connectToOpenMall(folderPath, holder) : openForImport(folderPath, say)
}

/** A mall that is just opening is waited for. */
async function openedHolder(folderPath: string, say: (line: string) => void): Promise<Holder | undefined> {
  const deadline = Date.now() + OPENING_MS
  let told = false
  for (let holder = holderOf(folderPath); holder; holder = holderOf(folderPath)) {
    if (holder.addresses[productApi.service]) return holder
    if (Date.now() > deadline)
      throw new Error(`The mall (process ${holder.pid}) is opening for too long. Stop it, or wait and try again.`)
    if (!told) say('The mall is just opening; waiting for it…')
    told = true
    await pause(POLL_MS)
  }
  return undefined
}

function connectToOpenMall(folderPath: string, { addresses }: Holder): ShopConnection {
  const wire = (service: string) => overHttp(addresses[service]!)
  const secret = keptValues(path.join(folderPath, 'secrets.json')).get('admin.password')
  if (secret === undefined)
    throw new Error(`${folderPath} holds no admin's password. Start the mall once with npm start.`)
  const admin = { email: ADMIN_EMAIL, password: secret.slice(0, 20) }
  return {
    products: client(productApi, asAdmin(wire, admin)),
    description: 'the open mall',
    staysOpen: true,
    close: async () => undefined,
  }
}

async function openForImport(folderPath: string, say: (line: string) => void): Promise<ShopConnection> {
  const tell = progress()
  const folder = await openDataFolder(folderPath, { say })
  try {
    const mall = await openMall({
      folder,
      progress: tell,
      apart: false,
      without: [],
      demo: false,
      storefront: false,
      port: 0,
      given: process.env,
    })
    return {
      products: client(
        productApi,
        asAdmin((service) => mall.wire(service), mall.admin),
      ),
      description: 'the mall, opened for this import',
      staysOpen: false,
      async close() {
        await mall.stop()
        folder.close()
      },
    }
  } catch (error) {
    folder.close()
    throw error
  }
}

/** Signs in when needed, and again before the token ends. */
function asAdmin(wire: (service: string) => Wire, credentials: { email: string; password: string }): Wire {
  let current = { token: '', until: 0 }
  return async (spec, call) => {
    if (Date.now() > current.until) {
      const answer = await client(userApi, wire('user-service')).signIn({ body: credentials })
      if (answer.status !== 201)
        throw new Error(
          `The shop does not let ${credentials.email} in (${answer.status}). Has the password been changed?`,
        )
      current = { token: answer.body.accessToken, until: Date.now() + TOKEN_MS }
    }
    const headers = { ...call.headers, authorization: `Bearer ${current.token}` }
    return wire('product-service')(spec, { ...call, headers })
  }
}
