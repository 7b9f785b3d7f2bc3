import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseEnv } from 'node:util'
import { envFile } from './env-file.ts'

it('is read back by Node as it was: JSON, apostrophes, signs that mean something to shells, nothing', () => {
  const settings = {
    SERVICE_KEY: '{"kty":"OKP","x":"a-b_c"}',
    SHOP_NAME: 'Ann’s and Ben\'s "House" #1',
    DATABASE_URL: 'postgres://cart:p$w=x@127.0.0.1:5432/cart',
    PATH_OF_WINDOWS: 'C:\\new\\table',
    EMPTY: '',
  }
  assert.deepEqual({ ...parseEnv(envFile(settings)) }, settings)
})

it('refuses what no quotes can hold, by its name', () => {
  assert.throws(() => envFile({ ODD: '\'"`' }), /ODD holds every kind of quotes/)
})
