import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { giveBackWhenIdle } from './idle-memory.ts'

/** A process that is looked at every three seconds, and holds 100 when all was given back. */
function watched(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] })
  const own = { busy: 0, held: 180, givenBack: 0 }
  const end = giveBackWhenIdle({
    busyShare: () => own.busy,
    heldBytes: () => own.held,
    giveBack() {
      own.givenBack += 1
      own.held = 100
    },
  })
  t.after(end)
  return { own, end, pass: (seconds: number) => t.mock.timers.tick(seconds * 1_000) }
}

it('gives memory back when two looks in a row have found nothing to do', (t) => {
  const { own, pass } = watched(t)
  own.busy = 0.5
  pass(9)
  own.busy = 0.01
  pass(3)
  own.busy = 0.5
  pass(3)
  own.busy = 0.01
  pass(3)
  assert.equal(own.givenBack, 0)
  pass(3)
  assert.equal(own.givenBack, 1)
})

it('does so again only when more is held, and a minute has passed', (t) => {
  const { own, pass } = watched(t)
  pass(6)
  pass(600)
  own.held = 114
  pass(60)
  assert.equal(own.givenBack, 1)
  own.held = 150
  pass(3)
  own.held = 150
  pass(54)
  assert.equal(own.givenBack, 2)
  pass(9)
  assert.equal(own.givenBack, 3)
})

it('is over when it is ended', (t) => {
  const { own, pass, end } = watched(t)
  end()
  pass(60)
  assert.equal(own.givenBack, 0)
})
