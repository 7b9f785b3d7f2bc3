import { setTimeout as pause } from 'node:timers/promises'
import { memoryOf } from './memory.ts'
import { begin } from './process.ts'
import { addressOf, type Ports } from './shopper.ts'

/** A mall in a process of its own. */
export interface Mall {
  readonly pid: number
  readonly ports: Ports
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly admin: { readonly email: string; readonly password: string }
  readonly superuserUrl: string
  stop(): Promise<void>
}

export async function openMall(dataFolder: string): Promise<Mall> {
  const { pid, line, stop } = await begin('mall', { args: [dataFolder] })
  return { pid, stop, ...(JSON.parse(line) as Omit<Mall, 'pid' | 'stop'>) }
}

/** Two looks at what is under way, by which a mall knows that it is idle, and some seconds for its database's unused connections to end. */
const IDLE_AFTER_MS = 15_000

/** Megabytes of a mall that has been left alone for a quarter of a minute. */
export async function idleMemory({ pid }: Mall): Promise<number | undefined> {
  await pause(IDLE_AFTER_MS)
  return memoryOf(pid)
}

/** All variants of every fourth product of the catalogue. */
export async function someVariants({ ports }: Pick<Mall, 'ports'>): Promise<string[]> {
  const handles = Array.from({ length: 250 }, (_, index) => `thing-${index * 4}`)
  const found = await Promise.all(
    handles.map((handle) =>
      fetch(`${addressOf(ports, 'product-service')}/v1/products/${handle}`).then(
        (answer) => answer.json() as Promise<{ variants: { id: string }[] }>,
      ),
    ),
  )
  return found.flatMap((product) => product.variants.map((variant) => variant.id))
}
