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
import type { OpenMall } from '@mallhive/mall'
import type { MallClient } from './mall.ts'
import type { ProcessOptions } from './mall-process.ts'
import { expected } from './services.ts'

type Where = Pick<OpenMall, 'ports' | 'admin' | 'shopUrl' | 'environments'>

const PROGRAM = fileURLToPath(new URL('mall-process.ts', import.meta.url))

export interface KillableMall extends MallClient, Where {
  /** All that the process has said to people so far. */
  said(): string
  /** SIGKILL, at once. */
  kill(): Promise<void>
}

/** A data folder that outlives the malls on it, and a way to open one after the other. */
export function killableMalls(t: Pick<TestContext, 'after'>) {
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
    /** The data folder. */
    place,
    async open(options: ProcessOptions = {}): Promise<KillableMall> {
      const child = spawn(process.execPath, [PROGRAM, place, JSON.stringify(options)])
      last = child
      let said = ''
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (said += text))
      child.stderr.pipe(process.stderr)
      const [line] = (await Promise.race([
        once(createInterface(child.stdout), 'line'),
        once(child, 'exit').then(([code]) =>
          Promise.reject(new Error(`the mall ended with ${code} before it was open: ${said}`)),
        ),
      ])) as [string]
      const where = JSON.parse(line) as Where
      const { ports, admin } = where
      // Where it is, secrets and all, was said to the test alone.
      said = said.replace(line, '')
      const clientOf = <A extends Api>(api: A, token?: string) =>
        client(
          api,
          withHeaders(overHttp(`http://127.0.0.1:${ports[api.service]}`), () =>
            token === undefined ? {} : { authorization: `Bearer ${token}` },
          ),
        )
      return {
        ...where,
        said: () => said,
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
