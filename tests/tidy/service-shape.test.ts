import assert from 'node:assert/strict'
import { it } from 'node:test'
import { exists, none, services } from './tree.ts'

const SHAPE = [
  'README.md',
  'contract/events.ts',
  'contract/http.ts',
  'contract/index.ts',
  'migrations',
  'src/config.ts',
  'src/domain',
  'src/http/routes.ts',
  'src/main.ts',
  'src/service.ts',
  'src/store',
]

it('all services have one shape, so that who knows one knows all', () => {
  const missing = services().flatMap((service) =>
    SHAPE.map((part) => `services/${service}/${part}`).filter((file) => !exists(file)),
  )
  assert.ok(services().length > 0, 'there are services')
  none(missing)
})
