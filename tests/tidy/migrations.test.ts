import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ALONE, dangersOf } from './migrations-rules.ts'
import { none, ourFiles, read } from './tree.ts'

/** From before the first release: no release has a database in which they would still have to run. */
const BEFORE_THE_FIRST_RELEASE = new Set([
  'services/product-service/migrations/0001_catalogue_and_stock.sql',
  'services/product-service/migrations/0002_category_pictures.sql',
  'services/product-service/migrations/0003_catalogue_changes.sql',
  'services/product-service/migrations/0004_listing_totals.sql',
  'services/sandbox-provider/migrations/0002_taken_keys.sql',
  'services/user-service/migrations/0002_guests_and_limits.sql',
])

const migrations = ourFiles('{services,packages}/**/migrations/*.sql')

it('no migration stops the shop or breaks the version that runs before it (P27)', () => {
  assert.ok(migrations.length >= 15, 'the migrations are where this test looks')
  none(migrations.filter((file) => !BEFORE_THE_FIRST_RELEASE.has(file)).flatMap((file) => dangersOf(file, read(file))))
})

it('what was accepted from before the first release is still there, and still needs it', () => {
  none([...BEFORE_THE_FIRST_RELEASE].filter((file) => !migrations.includes(file)).map((file) => `${file} is gone`))
  none([...BEFORE_THE_FIRST_RELEASE].filter((file) => dangersOf(file, read(file)).length === 0))
})

describe('a planted migration', () => {
  const refused: readonly (readonly [sql: string, why: RegExp])[] = [
    ['create index tea_age on tea (age)', /cannot be written to while the index is made/],
    ['create unique index tea_age on tea (age)', /cannot be written to while the index is made/],
    ['alter table tea add column age integer not null', /give it a default/],
    ['alter table tea add column id uuid default gen_random_uuid()', /writes all of tea anew/],
    ['alter table tea add column twice integer generated always as (age * 2) stored', /writes all of tea anew/],
    ['alter table tea add column age integer check (age > 0)', /reads all of tea/],
    ['alter table tea add column pot uuid references pot', /reads all of tea/],
    ['alter table tea alter column age set not null', /the version before may write nulls/],
    ['alter table tea alter column age type bigint', /add a column beside it/],
    ['alter table tea alter column age drop default', /may rely on the default/],
    ['alter table tea drop column age', /may use the column/],
    ['drop table tea', /may use what is dropped/],
    ['drop index tea_age', /lets nobody in: concurrently/],
    ['alter table tea rename to coffee', /knows the old name/],
    ['alter table tea rename column age to years', /knows the old name/],
    ['alter table tea add constraint old check (age > 0)', /not valid, and validate in a later migration/],
    ['alter table tea add foreign key (pot) references pot', /not valid, and validate in a later migration/],
    ['alter table tea add unique (age)', /concurrently before/],
    ['alter table tea add constraint old check (age > 0) not valid; alter table tea validate constraint old', /later/],
    ['update tea set age = 1', /in pieces/],
    ['delete from tea where age > 1', /in pieces/],
    ['truncate tea', /not known to be harmless/],
    ['do $$ begin perform 1; end $$', /nobody can see/],
    ['create index concurrently if not exists tea_age on tea (age)', /only statement of a migration that begins with/],
    [`${ALONE}\nalter table tea add column age integer`, /only statement of a migration that begins with/],
    [
      `${ALONE}\ncreate index concurrently if not exists a on tea (a); create index concurrently if not exists b on tea (b)`,
      /only statement/,
    ],
    [`${ALONE}\ncreate index concurrently tea_age on tea (age)`, /runs again/],
    [`${ALONE}\ndrop index concurrently tea_age`, /runs again/],
    ['-- allowed: because\ndrop table tea', /may use what is dropped/],
  ]
  for (const [sql, why] of refused)
    it(`is refused: ${sql.replaceAll('\n', ' ')}`, () => {
      const found = dangersOf('planted.sql', sql)
      assert.equal(found.length, 1, found.join('\n'))
      assert.match(found[0]!, why)
    })

  const accepted = [
    'create table tea (age integer not null check (age > 0)); create index tea_age on tea (age); alter table tea drop column age',
    `${ALONE}\n-- Found by their age.\ncreate index concurrently if not exists tea_age on tea (age)`,
    `${ALONE}\ndrop index concurrently if exists tea_age`,
    'alter table tea add column age integer',
    "alter table tea add column kind text not null default 'green', add column at timestamptz default now()",
    'alter table tea add constraint old check (age > 0) not valid',
    'alter table tea validate constraint old',
    'alter table tea set (fillfactor = 60)',
    'alter table tea add constraint tea_age unique using index tea_age',
    '-- allowed: no version that runs has asked for this column since two releases ago.\nalter table tea drop column age',
  ]
  for (const sql of accepted)
    it(`is accepted: ${sql.replaceAll('\n', ' ')}`, () => assert.deepEqual(dangersOf('planted.sql', sql), []))

  it('is told by file and line, also after letters of several bytes', () => {
    const sql = '-- Tee für zwölf Gäste\nalter table tea add column age integer;\n\n-- No more.\ndrop table tea;\n'
    assert.deepEqual(dangersOf('planted.sql', sql), ['planted.sql:5 the version before may use what is dropped'])
  })
})
