import { cpSync, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ShopSettings } from '@mallhive/design-system/server'
import { Value } from 'typebox/value'

/** The shop that an empty mall is filled with. */
export const DEMO_FOLDER = fileURLToPath(new URL('../demo/', import.meta.url))

/**
 * The merchant's own folder: `shop.json` says the shop's name and what its home page shows, with the pictures beside it.
 * It begins as a copy of the demo's. Throws when shop.json names something wrong.
 */
export function openShopFolder(folder: string): ShopSettings {
  const file = path.join(folder, 'shop.json')
  if (!existsSync(file)) {
    const demo = JSON.parse(readFileSync(path.join(DEMO_FOLDER, 'shop.json'), 'utf8')) as {
      hero?: { picture: { wide: string; tall: string } }
    }
    const { wide, tall } = demo.hero!.picture
    for (const picture of [wide, tall]) cpSync(path.join(DEMO_FOLDER, picture), path.join(folder, picture))
    cpSync(path.join(DEMO_FOLDER, 'shop.json'), file)
  }
  const settings = Value.Default(ShopSettings, JSON.parse(readFileSync(file, 'utf8')))
  if (Value.Check(ShopSettings, settings)) return settings
  const faults = Value.Errors(ShopSettings, settings).map((fault) => `  ${fault.instancePath}: ${fault.message}`)
  throw new Error(`${file} is not right:\n${faults.join('\n')}`)
}
