import assert from 'node:assert/strict'
import { it } from 'node:test'
import { help, readOptions, type Options } from './options.ts'
import { scenarios } from './scenarios/index.ts'

const read = (...args: string[]) => {
  const { seconds, isLarge, chosen } = readOptions(args) as Options
  return { seconds, isLarge, chosen: chosen.map(({ name }) => name) }
}

it('everything is measured for five seconds unless told otherwise', () => {
  assert.deepEqual(read(), { seconds: 5, isLarge: false, chosen: scenarios.map(({ name }) => name) })
})

it('chosen scenarios run in their own order, not in the order they were named', () => {
  assert.deepEqual(read('--only', 'start,order', '--seconds', '20', '--large'), {
    seconds: 20,
    isLarge: true,
    chosen: ['order', 'start'],
  })
})

it('what cannot be meant is refused with a sentence', () => {
  assert.deepEqual(readOptions(['--seconds', '0']), { fault: '--seconds takes a number from 1 to 600.' })
  assert.match(
    (readOptions(['--only', 'orders']) as { fault: string }).fault,
    /^There is no scenario orders; there are /,
  )
  assert.match((readOptions(['--fast']) as { fault: string }).fault, /--fast/)
})

it('help names every scenario', () => {
  assert.equal(readOptions(['--help']), 'help')
  for (const { name, about } of scenarios) assert.match(help, new RegExp(`  ${name} +${about.slice(0, 20)}`))
})
