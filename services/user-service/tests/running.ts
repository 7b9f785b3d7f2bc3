import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { defineService, run, type Mall } from '@mallhive/chassis'
import { api, client, route, withHeaders, type Client, type Envelope } from '@mallhive/contract'
import { freshDatabase } from '@mallhive/testkit'
import pg from 'pg'
import { Type } from 'typebox'
import { userApi, type Session } from '../contract/index.ts'
import { userService } from '../src/service.ts'

export const PASSWORD = 'correct horse battery'

/** Another service: it knows of users only what their tokens say. */
const neighbourApi = api('neighbour-service', {
  whoAmI: route({
    operationId: 'whoAmI',
    summary: 'Who is asking',
    method: 'GET',
    path: '/v1/me',
    access: ['user'],
    replies: { 200: Type.Object({ id: Type.String(), guest: Type.Boolean(), roles: Type.Array(Type.String()) }) },
  }),
})
const neighbour = defineService({ api: neighbourApi, config: Type.Object({}), needs: {} }, ({ serve }) => {
  serve(neighbourApi.routes.whoAmI, async ({ caller }) => {
    if (caller.kind !== 'user') throw new TypeError('only users come here')
    return { status: 200, body: { id: caller.id, guest: caller.guest, roles: [...caller.roles] } }
  })
})

export interface Running {
  readonly database: pg.Pool
  readonly logFile: string
  as(session?: Session): Client<typeof userApi>
  /** Somebody at this address, as a web app tells it. */
  from(address: string, session?: Session): Client<typeof userApi>
  neighbour(session: Session): Client<typeof neighbourApi>
  register(email: string, guest?: Session): Promise<Session>
  createGuest(): Promise<Session>
  signIn(email: string, password?: string): ReturnType<Client<typeof userApi>['signIn']>
  refresh(refreshToken: string): ReturnType<Client<typeof userApi>['refresh']>
  /** What the service stated since it began, in order; only with `keepEvents`. */
  events(): Promise<Pick<Envelope, 'type' | 'subject' | 'data'>[]>
  pass(ms: number): void
  /** A further process of the same service on the same database. */
  another(env?: Readonly<Record<string, string>>): Promise<Running>
  stop(): Promise<void>
}

/** user-service and a neighbour in this process, with a database of their own and a clock that can be moved. */
export async function running(
  t: Pick<TestContext, 'after'>,
  options: { env?: Readonly<Record<string, string>>; keepEvents?: boolean } = {},
): Promise<Running> {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings.toReversed()) await close()
  })
  const url = await freshDatabase({ after: (close) => void closings.push(close as () => unknown) }, 'user')
  const folder = mkdtempSync(path.join(tmpdir(), 'user-service-'))
  closings.push(() => rmSync(folder, { recursive: true, force: true }))
  const logFile = path.join(folder, 'log')
  const database = new pg.Pool({ connectionString: url, max: 2 })
  // Ending a pool does not wait for its connections; the database may be dropped under the last of them.
  database.on('error', () => undefined)
  closings.push(() => database.end())
  let ahead = 0
  const clock = () => new Date(Date.now() + ahead)

  const start = async (more: Readonly<Record<string, string>> = {}): Promise<Mall> => {
    const env = {
      APP_PORT: '0',
      LOG_LEVEL: 'trace',
      LOG_FILE: logFile,
      BUS: 'memory',
      KEY_ENCRYPTION_SECRET: 'a secret for tests that is long enough',
      ...options.env,
      ...more,
    }
    const mall = await run([userService, neighbour], {
      env: (name) => (name === 'user-service' ? { ...env, DATABASE_URL: url } : env),
      clock,
      listen: false,
    })
    let stopped: Promise<void> | undefined
    const stop = () => (stopped ??= mall.stop())
    closings.push(stop)
    return { ...mall, stop }
  }
  const first = await start()
  // Whoever holds the lease of the relay keeps the events where they were stated.
  if (options.keepEvents)
    await database.query(`insert into lease values ('relay', gen_random_uuid(), 'infinity')
      on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until`)

  const view = (mall: Mall): Running => ({
    ...asPeople(mall),
    database,
    logFile,
    async events() {
      const { rows } = await database.query<{ envelope: Envelope }>('select envelope from outbox order by seq')
      return rows.map(({ envelope: { type, subject, data } }) => ({ type, subject, data }))
    },
    pass: (ms) => void (ahead += ms),
    another: async (more) => view(await start(more)),
    stop: () => mall.stop(),
  })
  return view(first)
}

function asPeople(mall: Mall) {
  const as: Running['as'] = (session) =>
    client(
      userApi,
      withHeaders(mall.wire('user-service'), () => bearer(session)),
    )
  const from: Running['from'] = (address, session) =>
    client(
      userApi,
      withHeaders(mall.wire('user-service'), () => ({ ...bearer(session), 'x-forwarded-for': address })),
    )
  return {
    as,
    from,
    neighbour: (session: Session) =>
      client(
        neighbourApi,
        withHeaders(mall.wire('neighbour-service'), () => bearer(session)),
      ),
    register: async (email: string, guest?: Session) =>
      expected(201, await as(guest).register({ body: { email, password: PASSWORD } })),
    createGuest: async () => expected(201, await as().createGuest({ body: {} })),
    signIn: (email: string, password = PASSWORD) => as().signIn({ body: { email, password } }),
    refresh: (refreshToken: string) => as().refresh({ body: { refreshToken } }),
  }
}

const bearer = (session: Session | undefined): Record<string, string> =>
  session ? { authorization: `Bearer ${session.accessToken}` } : {}

/** The body of an answer that must have this status; anything else fails the test with what was said. */
export function expected<S extends number, R extends { readonly status: number; readonly body: unknown }>(
  status: S,
  answer: R,
): Extract<R, { status: S }>['body'] {
  if (answer.status !== status)
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body as Extract<R, { status: S }>['body']
}

/** The status and code of a refusal, the status alone of an answer. */
export const outcome = ({ status, body }: { readonly status: number; readonly body: unknown }): string =>
  status < 400 ? String(status) : `${status} ${(body as { code: string }).code}`

/** How often each outcome came. */
export const tally = (
  answers: readonly { readonly status: number; readonly body: unknown }[],
): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[outcome(answer)] = (counts[outcome(answer)] ?? 0) + 1
  return counts
}

/** Waits until it is so; fails after five seconds. */
export async function eventually(check: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 5_000; waited += 20) {
    if (await check()) return
    await pause(20)
  }
  throw new Error('it never came to be')
}
