import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it } from 'node:test'
import { stopOrphan } from './orphan.ts'

it('does not take another program, which has the dead server’s process number now, for the server', async (t) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'mallhive-orphan-'))
  t.after(() => rmSync(dataDir, { recursive: true, force: true }))
  const file = path.join(dataDir, 'postmaster.pid')
  writeFileSync(file, `${process.pid}\n${dataDir}\n0\n5432\n\n127.0.0.1\n\nready\n`)
  assert.equal(await stopOrphan(dataDir), false)
  assert.equal(existsSync(file), false)
})
