import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { run } from '@mallhive/chassis'
import { client, type Api, type Client } from '@mallhive/contract'
import { services } from '@mallhive/mall/services'
import { freshDatabase, testKeys } from '@mallhive/testkit'
import { userApi, type Session } from '@mallhive/user-service/contract'

const SECRET = 'a secret for tests that is long enough'
export const ADMIN = { email: 'admin@mall.example', password: 'correct horse battery staple' }

export interface RunningServices {
  /** Where a service listens. */
  address(service: string): string
  /** A typed client over a pretended socket, with a token. */
  client<A extends Api>(api: A, token?: string): Client<A>
  /** Address of a service's own database, to look behind its back. */
  database(service: string): string
}

/** Every service of the mall in this process, each with a fresh database of its own and a socket. */
export async function runServices(
  t: Pick<TestContext, 'after'>,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningServices> {
  // What was opened last is closed first: the services stop before their databases go.
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings.reverse()) await close()
  })
  const later = { after: (work: unknown) => void closings.push(work as () => unknown) }

  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive-services-'))
  later.after(() => rmSync(folder, { recursive: true, force: true }))
  const names = services.map(({ service }) => service.name)
  const databases = new Map(
    await Promise.all(names.map(async (name) => [name, await freshDatabase(later, name)] as const)),
  )
  const shared = {
    ...testKeys().env,
    TOKEN_ISSUER: 'user-service',
    APP_PORT: '0',
    LOG_LEVEL: 'error',
    BUS: 'memory',
    IMPORT_DIR: path.join(folder, 'imports'),
    MEDIA_DIR: path.join(folder, 'media'),
    MAILBOX_DIR: path.join(folder, 'mail'),
    KEY_ENCRYPTION_SECRET: SECRET,
    WEBHOOK_SECRET: SECRET,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ...more,
  }
  const mall = await run(
    services.map(({ service }) => service),
    { env: (name) => ({ ...shared, DATABASE_URL: databases.get(name) }) },
  )
  later.after(() => mall.stop())
  return {
    address: (service) => mall.addresses.get(service)!,
    database: (service) => databases.get(service)!,
    client: (api, token) =>
      client(api, (spec, call) =>
        mall.wire(api.service)(spec, {
          ...call,
          headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...call.headers },
        }),
      ),
  }
}

export interface People {
  readonly guest: Session
  readonly owner: Session
  readonly other: Session
  readonly admin: Session
}

/** A guest, two shoppers with accounts and the admin, all signed in. */
export async function signInPeople(running: RunningServices): Promise<People> {
  const users = running.client(userApi)
  const register = async (name: string) =>
    expected(
      201,
      await users.register({ body: { email: `${name}@example.com`, password: 'a long enough password', name } }),
    )
  return {
    guest: expected(201, await users.createGuest({ body: {} })),
    owner: await register('owner'),
    other: await register('other'),
    admin: expected(201, await users.signIn({ body: ADMIN })),
  }
}

/** The body of a reply that must have this status; anything else fails the test with what was said. */
export function expected<S extends number, R extends { readonly status: number; readonly body: unknown }>(
  status: S,
  answer: R,
): Extract<R, { status: S }>['body'] {
  if (answer.status !== status)
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body as Extract<R, { status: S }>['body']
}
