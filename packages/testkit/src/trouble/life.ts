import { run, type Around, type Effect, type Mall, type Service } from '@mallhive/chassis'
import type { Wire } from '@mallhive/contract'
import type { Clock } from '@mallhive/kernel'

/** What may befall an effect. One that fails does so on the network: what became of it is not known to who asked. */
export type Trouble =
  | { readonly kind: 'dies before' | 'dies after' | 'fails before' | 'fails after' | 'twice' }
  | { readonly kind: 'late'; readonly ms: number }
  /** It comes when something else has happened: so that a test says what overtakes what. */
  | { readonly kind: 'waits'; readonly until: Promise<unknown> }

/** An incarnation of a service. */
export interface Life {
  /** Names its connections at the database. */
  readonly id: string
  readonly mall: Mall
  isOver: boolean
  /** Rejects when the life ends: what a caller sees of a process that dies. */
  readonly end: Promise<never>
  over(): void
}

class ConnectionLost extends Error {
  readonly code = 'ECONNRESET'
}
export const connectionLost = () => new ConnectionLost('the connection was lost')

/** What befalls an effect. */
export interface Lot {
  readonly trouble: Trouble | undefined
  /** False when another fate has begun meanwhile: then what was still to come of this one does not. */
  holds(): boolean
}

export interface World {
  readonly env: (service: string) => Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly wayTo: (service: string) => Wire
  readonly lot: (effect: Effect) => Lot
  readonly die: (life: Life) => void
  /** Called at the beginning of each effect, answers what is to be called at its end. */
  readonly begins: () => () => void
}

/** Starts a service whose effects all go through its life: none comes through any more when that is over. */
export async function bear(service: Service, id: string, world: World): Promise<Life> {
  let life: Life | undefined
  const named = (url: string | undefined) => url && `${url}${url.includes('?') ? '&' : '?'}application_name=${id}`
  const env = world.env(service.name)
  const mall = await run([service], {
    env: () => ({ ...env, DATABASE_URL: named(env['DATABASE_URL']), BUS_URL: named(env['BUS_URL']) }),
    clock: world.clock,
    listen: false,
    around: async (effect, effectIn) => {
      const ends = world.begins()
      return (life ? within(life, world)(effect, effectIn) : effectIn()).finally(ends)
    },
    wayTo: world.wayTo,
  })
  let over = () => {}
  const end = new Promise<never>((_, reject) => (over = () => reject(connectionLost())))
  end.catch(() => undefined)
  life = { id, mall, isOver: false, end, over }
  return life
}

const within =
  (life: Life, { lot, die }: World): Around =>
  async (effect, effectIn) => {
    const assertAlive = () => {
      if (life.isOver) throw connectionLost()
    }
    assertAlive()
    const { trouble, holds } = lot(effect)
    if (trouble?.kind === 'dies before') die(life)
    if (trouble?.kind === 'late') await new Promise((resolve) => setTimeout(resolve, trouble.ms))
    if (trouble?.kind === 'waits') await Promise.race([trouble.until, life.end])
    if (trouble?.kind === 'fails before') throw connectionLost()
    assertAlive()
    if (trouble?.kind === 'twice') await effectIn()
    const result = await effectIn()
    if (trouble?.kind === 'dies after' && holds()) die(life)
    if (trouble?.kind === 'fails after' && holds()) throw connectionLost()
    assertAlive()
    return result
  }
