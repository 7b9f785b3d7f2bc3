import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BaseConfig, loadConfig, printable } from './config.ts'

describe('configuration', () => {
  it('fills in what is not said', () => {
    const { APP_PORT, ENV_NAME, LOG_LEVEL, BUS } = loadConfig(BaseConfig, {})
    assert.deepEqual(
      { APP_PORT, ENV_NAME, LOG_LEVEL, BUS },
      { APP_PORT: 8080, ENV_NAME: 'dev', LOG_LEVEL: 'info', BUS: 'postgres' },
    )
  })

  it('names every bad variable at once and none of their values', () => {
    const bad = () =>
      loadConfig(BaseConfig, { APP_PORT: 'http', ENV_NAME: 'production', DATABASE_URL: 'mysql://root:hunter2@db' })
    assert.throws(bad, (error: Error) => {
      assert.match(error.message, /APP_PORT: .*\n.*ENV_NAME: .*\n.*DATABASE_URL: /)
      assert.doesNotMatch(error.message, /hunter2|production/)
      return true
    })
  })

  it('prints secrets as stars', () => {
    const config = loadConfig(BaseConfig, { DATABASE_URL: 'postgres://shop:hunter2@db/shop' })
    assert.equal(printable(BaseConfig, config)['DATABASE_URL'], '***')
  })
})
