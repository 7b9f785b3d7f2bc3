import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
import { InvalidConfig } from '@mallhive/chassis'
import { HALDOW_SHIPPING } from './haldow-shipping.ts'
import { ShippingTable } from './shipping-table.ts'
import { readTable } from './table-file.ts'
import { TaxTable } from './tax-table.ts'

describe('a table of the merchant’s', () => {
  it('is read from its file, and refused by the name of each wrong field', (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'tables-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const file = (name: string, content: string) => {
      writeFileSync(path.join(folder, name), content)
      return path.join(folder, name)
    }
    const refusalOf = (read: () => unknown) => {
      try {
        read()
      } catch (error) {
        assert(error instanceof InvalidConfig)
        return error.message.replaceAll(folder, '')
      }
      return 'none'
    }

    const good = file('shipping.json', JSON.stringify(HALDOW_SHIPPING))
    assert.deepEqual(readTable('SHIPPING_TABLE', good, ShippingTable), HALDOW_SHIPPING)

    const bad = file('tax.json', '{"DE":{"standard":190,"reduced":7}}')
    assert.match(
      refusalOf(() => readTable('TAX_TABLE', bad, TaxTable)),
      /TAX_TABLE \(\/tax\.json\)\/DE\/standard: must be <= 90/,
    )
    const torn = file('torn.json', '{"DE"')
    assert.match(
      refusalOf(() => readTable('TAX_TABLE', torn, TaxTable)),
      /TAX_TABLE: \/torn\.json cannot be read/,
    )
    assert.match(
      refusalOf(() => readTable('TAX_TABLE', `${folder}/none.json`, TaxTable)),
      /cannot be read: ENOENT/,
    )
  })
})
