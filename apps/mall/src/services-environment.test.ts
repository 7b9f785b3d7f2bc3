import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it } from 'node:test'
import { openDataFolder } from './data-folder.ts'
import { serviceEnvironments } from './services-environment.ts'

it('gives each service the settings of its own that a person set, and nobody else; what the mall decides stays', async (t) => {
  const place = mkdtempSync(path.join(tmpdir(), 'mallhive settings '))
  const folder = await openDataFolder(place)
  t.after(() => {
    folder.close()
    rmSync(place, { recursive: true })
  })
  const given = {
    SHOP_CURRENCY: 'USD',
    SMTP_URL: 'smtp://mail',
    LOG_LEVEL: 'warn',
    DATABASE_URL: 'no',
    MEDIA_DIR: '/no',
  }
  const shop = { shopUrl: 'http://localhost', shopName: 'Haldow', pictureFolder: '/pictures' }
  const environments = serviceEnvironments({ folder, databases: {}, ports: {}, ...shop, given })
  const whoHas = (setting: string, value: string) =>
    Object.keys(environments).filter((name) => environments[name]![setting] === value)
  assert.deepEqual(whoHas('SHOP_CURRENCY', 'USD'), ['product-service', 'order-service'])
  assert.deepEqual(whoHas('SMTP_URL', 'smtp://mail'), ['notification-service'])
  assert.deepEqual(whoHas('LOG_LEVEL', 'warn'), Object.keys(environments))
  assert.deepEqual([whoHas('DATABASE_URL', 'no'), whoHas('MEDIA_DIR', '/no')], [[], []])
})
