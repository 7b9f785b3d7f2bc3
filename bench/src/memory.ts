import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Megabytes of a process and all it started, shared memory counted once (PSS). Undefined where the system does not say. */
export function memoryOf(pid: number): number | undefined {
  if (!existsSync('/proc/self/smaps_rollup')) return undefined
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(name)]),
  )
  const family = new Set([pid])
  for (let size = 0; size !== family.size; ) {
    size = family.size
    for (const [child, parent] of parents) if (parent !== undefined && family.has(parent)) family.add(child)
  }
  const kilobytes = [...family].map((member) =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${member}/smaps_rollup`))?.[1] ?? 0),
  )
  return Math.round(kilobytes.reduce((sum, each) => sum + each, 0) / 1024)
}

function parentOf(pid: string): number | undefined {
  const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1]
  return parent === undefined ? undefined : Number(parent)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // The process has ended meanwhile.
  }
}
