import { urlVariable } from '@mallhive/chassis'
import type { DataFolder } from './data-folder.ts'
import { serviceKey } from './service-keys.ts'
import { serviceNames, services } from './services.ts'

/** Names of the databases: one a service, and the bus. */
export const BUS_DATABASE = 'bus'
export const databaseNames: readonly string[] = [...serviceNames, BUS_DATABASE]
export const ADMIN_EMAIL = 'admin@mall.example'

export type Environments = Readonly<Record<string, Readonly<Record<string, string>>>>

interface Surroundings {
  readonly folder: DataFolder
  /** Address of each database. */
  readonly databases: Readonly<Record<string, string>>
  readonly ports: Readonly<Record<string, number>>
  /** Where shoppers reach the shop. */
  readonly shopUrl: string
  readonly shopName: string
  /** A folder of pictures that imports may name by relative paths: the demo's. */
  readonly pictureFolder: string
  /** Settings that a person gave, such as SHOP_CURRENCY or LOG_LEVEL. */
  readonly given: Readonly<Record<string, string | undefined>>
}

/** Everything each service is told, in one process or many. Secrets come from the data folder, made at first need. */
export function serviceEnvironments(surroundings: Surroundings): Environments {
  const { folder, given } = surroundings
  const keys = new Map(serviceNames.map((name) => [name, serviceKey(name, folder.secret(`service.${name}`))]))
  const shared = {
    LOG_FILE: `${folder.folder('logs')}/mall.log`,
    SERVICE_KEYS: JSON.stringify({ keys: [...keys.values()].map((key) => key.publicJwk) }),
    BUS_URL: surroundings.databases[BUS_DATABASE]!,
    ...Object.fromEntries(
      serviceNames.map((name) => [urlVariable(name), `http://127.0.0.1:${surroundings.ports[name]}`]),
    ),
    ...definedOf(given, SHARED_SETTINGS),
  }
  return Object.fromEntries(
    services.map(({ service: { name, config } }) => [
      name,
      {
        // Each takes what its own README names; what the mall itself decides, it decides.
        ...definedOf(given, Object.keys(config.properties)),
        ...shared,
        APP_PORT: String(surroundings.ports[name]),
        DATABASE_URL: surroundings.databases[name]!,
        SERVICE_KEY: JSON.stringify(keys.get(name)!.privateJwk),
        ...ownSettings(name, surroundings),
      },
    ]),
  )
}

/** What every service has, and people may set for the whole mall. */
const SHARED_SETTINGS = ['LOG_LEVEL', 'ENV_NAME', 'APP_HOST', 'LOG_FILE', 'TRUSTED_PROXIES'] as const

function ownSettings(
  name: string,
  { folder, ports, shopUrl, shopName, pictureFolder }: Surroundings,
): Record<string, string> {
  const webhookSecret = folder.secret('sandbox.webhook')
  switch (name) {
    case 'product-service':
      return { IMPORT_DIR: folder.folder('imports'), MEDIA_DIR: folder.folder('media'), PICTURE_FOLDER: pictureFolder }
    case 'user-service':
      return {
        ADMIN_EMAIL,
        ADMIN_PASSWORD: adminPassword(folder),
        KEY_ENCRYPTION_SECRET: folder.secret('user.keys'),
      }
    case 'payment-service':
      return { SANDBOX_WEBHOOK_SECRET: webhookSecret }
    case 'sandbox-provider':
      return {
        WEBHOOK_SECRET: webhookSecret,
        WEBHOOK_URL: `http://127.0.0.1:${ports['payment-service']}/v1/webhooks/sandbox`,
        PUBLIC_URL: `http://localhost:${ports['sandbox-provider']}`,
      }
    case 'notification-service':
      return {
        MAILBOX_DIR: folder.folder('mail'),
        SHOP_URL: shopUrl,
        SHOP_NAME: shopName,
      }
    default:
      return {}
  }
}

/** Made at first start; it stays readable in the data folder for whoever may read that. */
export const adminPassword = (folder: DataFolder): string => folder.secret('admin.password').slice(0, 20)

function definedOf(
  given: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (given[name] ? [[name, given[name]]] : [])))
}
