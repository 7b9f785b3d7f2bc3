import { freePort, isPortFree } from '@mallhive/local-postgres'

/** The ports the mall is known by, or free ones in place of those that are taken, which it says. 0 asks for any free one. */
export async function choosePorts(
  known: Readonly<Record<string, number>>,
  say: (line: string) => void,
): Promise<Record<string, number>> {
  const chosen: Record<string, number> = {}
  for (const [name, port] of Object.entries(known)) {
    chosen[name] = port > 0 && (await isPortFree(port)) ? port : await freePort()
    if (port > 0 && chosen[name] !== port)
      say(`Port ${port} is taken by another program; ${name} answers at ${chosen[name]}.`)
  }
  return chosen
}
