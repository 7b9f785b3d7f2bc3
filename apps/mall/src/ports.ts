import { freePort, isPortFree } from '@mallhive/local-postgres'

/**
 * The ports the mall is known by, or free ones in place of those that are taken, which it says.
 */
export async function choosePorts(
  known: Readonly<Record<string, number>>,
  say: (line: string) => void,
): Promise<Record<string, number>> {
  const chosen: Record<string, number> = {}
  for (const [name, port] of Object.entries(known)) {
    chosen[name] = (await isPortFree(port)) ? port : await freePort()
    if (chosen[name] !== port) say(`Port ${port} is taken by another program; ${name} answers at ${chosen[name]}.`)
  }
  return chosen
}
