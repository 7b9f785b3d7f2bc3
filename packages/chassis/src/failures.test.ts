import assert from 'node:assert/strict'
import { it } from 'node:test'
import { DeadlineExceeded, isOutage, isPassing, Unavailable } from './failures.ts'

const coded = (code: string) => Object.assign(new Error('said by the database'), { code })

it('takes a database that is away, starting, full, read-only or without memory for an outage, as it does the network', () => {
  const codes = [
    ...['08006', '08P01', '25006', '25P03', '53100', '53200', '53300', '57P01', '57P02', '57P03', '57P05', '58030'],
    ...['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'EAI_AGAIN'],
  ]
  assert.deepEqual(
    codes.filter((code) => !isOutage(coded(code))),
    [],
  )
})

it('takes what the driver says of a connection that is lost, never made or silent for an outage', () => {
  const messages = [
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
  ]
  assert.deepEqual(
    messages.filter((message) => !isOutage(new Error(message))),
    [],
  )
})

it('takes a statement that is wrong, and any other bug, for what it is', () => {
  const bugs = [coded('23505'), coded('42P01'), coded('22P02'), coded('3D000'), new TypeError('x'), 'a text', undefined]
  assert.deepEqual(
    bugs.filter((bug) => isOutage(bug) || isPassing(bug)),
    [],
  )
  assert.equal(isOutage(new DeadlineExceeded('late')), false)
})

it('finds the outage among the addresses of one host that were all tried', () => {
  assert.equal(isOutage(new AggregateError([new Error('x'), coded('ECONNREFUSED')])), true)
})

it('says that others who are in the way pass, though nothing is away', () => {
  for (const code of ['40001', '40P01', '55P03', '57014'])
    assert.deepEqual([isOutage(coded(code)), isPassing(coded(code))], [false, true], code)
  assert.equal(isPassing(new Unavailable('away')), true)
})
