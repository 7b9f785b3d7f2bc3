import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** A process and all that it started, and they in turn. Only where the system tells in /proc: else the process alone. */
export function familyOf(pid: number): ReadonlySet<number> {
  const family = new Set([pid])
  if (!existsSync('/proc/self/status')) return family
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(name)]),
  )
  for (let size = 0; size !== family.size; ) {
    size = family.size
    for (const [child, parent] of parents) if (parent !== undefined && family.has(parent)) family.add(child)
  }
  return family
}

/** What the system says of a process; empty when it has ended meanwhile, or where there is no such file. */
export function told(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

function parentOf(pid: string): number | undefined {
  const parent = /^PPid:\s+(\d+)/m.exec(told(pid, 'status'))?.[1]
  return parent === undefined ? undefined : Number(parent)
}
