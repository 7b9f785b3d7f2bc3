import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { sql } from 'kysely'
import { testShop, type TestShop } from '../../tests/import-shop.ts'

const broken = readFileSync(new URL('../shopify/fixtures/broken.csv', import.meta.url), 'utf8')

/** Five stretches of a hundred products each, with an error and a remark in each of them. */
function longFile(): string {
  const rows = Array.from({ length: 500 }, (_, index) => {
    const price = index % 100 === 50 ? 'free' : index % 100 === 70 ? '0.00' : '9.50'
    return `thing-${index},Thing ${index},SKU-${index},shopify,${index % 7},${price},https://pictures.example/${index}.jpg`
  })
  const header = 'Handle,Title,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Image Src'
  return [header, ...rows, ''].join('\n')
}

/** What may be told of a job whenever it was killed. */
async function outcome(shop: TestShop, id: string) {
  const { state, products, variants, images, stock, errors, warnings, bytes, bytesDone } = await shop.job(id)
  return {
    state,
    products,
    variants,
    images,
    stock,
    errors,
    warnings,
    isWhole: bytes === bytesDone,
    problems: await shop.problems(id),
  }
}

it('does all of a file and nothing twice, after whichever steps it is killed', async (t) => {
  const whole = await testShop(t)
  const expected = await outcome(whole, (await whole.import(longFile())).id)
  assert.deepEqual(
    [expected.products.created, expected.products.rejected, expected.errors, expected.warnings],
    [495, 5, 5, 5],
  )
  const traces = await whole.traces()
  for (const stepsBeforeDeath of [[1], [2, 1, 1], [5], [6]]) {
    const shop = await testShop(t)
    const id = await shop.upload(longFile())
    for (const steps of stepsBeforeDeath) {
      const doomed = shop.importer()
      for (let step = 0; step < steps; step++) await doomed.step()
      // It is gone without a word; what it held in memory is lost.
      await doomed.close()
    }
    const next = shop.importer()
    while (await next.step());
    assert.deepEqual(await outcome(shop, id), expected, `killed after ${stepsBeforeDeath.join(', ')} steps`)
    assert.deepEqual(await shop.traces(), traces)
  }
})

it('does nothing by half when it is killed within a step', async (t) => {
  const shop = await testShop(t)
  const id = await shop.upload(longFile())
  await shop.importer().step()
  const before = { traces: await shop.traces(), job: await shop.job(id) }
  await sql`
    create function die() returns trigger language plpgsql as $$ begin raise exception 'the power is gone'; end $$`.execute(
    shop.database.read,
  )
  await sql`create trigger die before update on import_job for each row execute function die()`.execute(
    shop.database.read,
  )
  await assert.rejects(shop.importer().step(), /the power is gone/)
  assert.deepEqual({ traces: await shop.traces(), job: await shop.job(id) }, before)
})

it('lets only one of two processes deal with a stretch', async (t) => {
  const shop = await testShop(t)
  const id = await shop.upload(longFile())
  const [one, other] = [shop.importer(), shop.importer()]
  await one.step()
  while ((await Promise.all([one.step(), other.step()])).some(Boolean));
  const { products, state } = await shop.job(id)
  assert.deepEqual([state, products], ['done', { created: 495, updated: 0, unchanged: 0, rejected: 5 }])
  assert.equal((await shop.traces()).products, 495)
})

it('takes imports one after the other, and says so when a file is gone', async (t) => {
  const shop = await testShop(t)
  const first = await shop.upload(longFile())
  const second = await shop.import(broken)
  assert.deepEqual([(await shop.job(first)).state, second.state], ['done', 'done'])

  const gone = await shop.upload(broken)
  await shop.removeFile(gone)
  while (await shop.importer().step());
  const { state, failure } = await shop.job(gone)
  assert.deepEqual([state, failure], ['failed', 'The uploaded file is gone. Import it again.'])
})

it('gives up on an import that fails again and again for a reason of its own, and goes on with the next', async (t) => {
  const shop = await testShop(t)
  const id = await shop.upload(longFile())
  await sql`alter table product add constraint poison check (handle <> 'thing-3')`.execute(shop.database.read)
  const running = shop.importer()
  for (let attempt = 1; attempt < 5; attempt++) await assert.rejects(running.step(), /poison/)
  await running.step()
  const { state, failure } = await shop.job(id)
  assert.deepEqual(
    [state, failure],
    ['failed', 'The shop could not go on with it. What was done stays; its log says more.'],
  )
  assert.equal((await shop.import(broken)).state, 'done')
})
