import { existsSync } from 'node:fs'
import path from 'node:path'
import { serviceTokens } from '@mallhive/chassis'
import { keptValues } from './data-folder-values.ts'
import { serviceKey } from './service-keys.ts'

/**
 * A token of one minute by which a service of this mall proves who it is. Only for the mall of a data folder: whoever may read its secrets
 * could sign it anyway. Throws a message for people when the folder holds no key of that service.
 */
export async function serviceToken(folderPath: string, service: string): Promise<string> {
  const file = path.join(folderPath, 'secrets.json')
  const secret = existsSync(file) ? keptValues(file).get(`service.${service}`) : undefined
  if (secret === undefined)
    throw new Error(`${folderPath} holds no key of ${service}. Start the mall once with npm start.`)
  const token = await serviceTokens(service, JSON.stringify(serviceKey(service, secret).privateJwk))()
  return token!
}
