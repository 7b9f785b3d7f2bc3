import assert from 'node:assert/strict'
import { it } from 'node:test'
import { missingPackages, type Lockfile } from '../../scripts/lockfile/missing.ts'
import { none, read } from './tree.ts'

it('the lockfile names the packages of every platform (npm run lock completes it)', () => {
  none(Object.keys(missingPackages(JSON.parse(read('package-lock.json')) as Lockfile)))
})

it('a binary of another platform that is left out is found, with where it belongs', () => {
  const packages = {
    '': {},
    'node_modules/tool': { dev: true, optionalDependencies: { '@tool/linux-arm64-musl': '1.2.3' } },
  }
  assert.deepEqual(missingPackages({ packages }), {
    'node_modules/@tool/linux-arm64-musl': {
      version: '1.2.3',
      dev: true,
      optional: true,
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
    },
  })
})
