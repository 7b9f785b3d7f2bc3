/** Tells a waiting person what is being done, a line a step, on standard error. */
export interface Progress {
  /** Names what is done now; the step before is done. */
  step(what: string): void
  /** Says how far the step is, in place. */
  detail(text: string): void
  /** A remark that stays. */
  say(line: string): void
  done(): void
}

/** For whom nobody waits. */
export const silent: Progress = { step() {}, detail() {}, say() {}, done() {} }

const isTerminal = process.stderr.isTTY === true

export function progress(): Progress {
  let current: { what: string; since: number } | undefined
  const write = (text: string) => void process.stderr.write(text)
  const clear = () => isTerminal && write('\r\u001b[2K')
  const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`

  const finish = () => {
    if (!current) return
    clear()
    write(
      `  ✓ ${current.what} ${isTerminal ? '\u001b[2m' : ''}${seconds(current.since)}${isTerminal ? '\u001b[0m' : ''}\n`,
    )
    current = undefined
  }
  return {
    step(what) {
      finish()
      current = { what, since: performance.now() }
      if (isTerminal) write(`  … ${what}`)
    },
    detail(text) {
      if (!current || !isTerminal) return
      clear()
      write(`  … ${current.what} ${text}`)
    },
    say(line) {
      clear()
      write(`    ${line}\n`)
      if (current && isTerminal) write(`  … ${current.what}`)
    },
    done: finish,
  }
}
