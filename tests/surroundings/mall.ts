import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { client, withHeaders, type Api, type Client } from '@mallhive/contract'
import { openDataFolder, openMall, silent, type OpenMall } from '@mallhive/mall'
import { userApi } from '@mallhive/user-service/contract'
import { expected } from './services.ts'

/** The two shapes of the same mall: what holds in one must hold in the other. */
export const topologies = [
  { name: 'one process', apart: false },
  { name: 'separate processes', apart: true },
] as const

/** What tests need of a mall, wherever it runs. */
export interface MallClient {
  /** Typed client of a service; with a token it speaks as somebody. */
  client<A extends Api>(api: A, token?: string): Client<A>
  adminToken(): Promise<string>
}
export type TestMall = OpenMall & MallClient

/** A whole mall with its own PostgreSQL and data folder, on free ports, closed after the test. */
export async function openTestMall(
  t: Pick<TestContext, 'after'>,
  options: {
    apart?: boolean
    /** Services that the test runs itself, to take them away. */
    without?: readonly string[]
    storefront?: boolean
    demo?: boolean
    given?: Readonly<Record<string, string>>
  } = {},
): Promise<TestMall> {
  const place = mkdtempSync(path.join(tmpdir(), 'mallhive-mall-'))
  const folder = await openDataFolder(place)
  const { apart = false, without = [], storefront = false, demo = false, given = {} } = options
  const mall = await openMall({
    folder,
    progress: silent,
    apart,
    without,
    demo,
    storefront,
    port: 0,
    given: { LOG_LEVEL: 'warn', ...given },
  })
  t.after(async () => {
    await mall.stop()
    folder.close()
    rmSync(place, { recursive: true, force: true })
  })
  const clientOf = <A extends Api>(api: A, token?: string) =>
    client(
      api,
      withHeaders(mall.wire(api.service), () => (token === undefined ? {} : { authorization: `Bearer ${token}` })),
    )
  return {
    ...mall,
    client: clientOf,
    adminToken: async () => expected(201, await clientOf(userApi).signIn({ body: mall.admin })).accessToken,
  }
}
