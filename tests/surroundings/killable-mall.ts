import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { client, overHttp, withHeaders, type Api } from '@mallhive/contract'
import { userApi } from '@mallhive/user-service/contract'
import type { MallClient } from './mall.ts'
import { expected } from './services.ts'

const PROGRAM = fileURLToPath(new URL('mall-process.ts', import.meta.url))

export interface KillableMall extends MallClient {
  /** SIGKILL, at once. */
  kill(): Promise<void>
}

/** A data folder that outlives the malls on it, and a way to open one after the other. */
export function killableMalls(t: TestContext) {
  const place = mkdtempSync(path.join(tmpdir(), 'mallhive-kill-'))
  let last: ChildProcess | undefined
  t.after(async () => {
    if (last && last.exitCode === null && last.signalCode === null) {
      last.kill('SIGTERM')
      await once(last, 'exit')
    }
    rmSync(place, { recursive: true, force: true })
  })
  return {
    async open(): Promise<KillableMall> {
      const child = spawn(process.execPath, [PROGRAM, place], { stdio: ['ignore', 'pipe', 'inherit'] })
      last = child
      const [line] = (await Promise.race([
        once(createInterface(child.stdout), 'line'),
        once(child, 'exit').then(([code]) =>
          Promise.reject(new Error(`the mall ended with ${code} before it was open`)),
        ),
      ])) as [string]
      const { ports, admin } = JSON.parse(line) as {
        ports: Record<string, number>
        admin: { email: string; password: string }
      }
      const clientOf = <A extends Api>(api: A, token?: string) =>
        client(
          api,
          withHeaders(overHttp(`http://127.0.0.1:${ports[api.service]}`), () =>
            token === undefined ? {} : { authorization: `Bearer ${token}` },
          ),
        )
      return {
        client: clientOf,
        adminToken: async () => expected(201, await clientOf(userApi).signIn({ body: admin })).accessToken,
        async kill() {
          const ended = once(child, 'exit')
          child.kill('SIGKILL')
          await ended
        },
      }
    },
  }
}
