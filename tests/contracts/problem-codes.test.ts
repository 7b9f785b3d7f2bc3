import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { commonProblems, PROBLEM_STATUSES, type ProblemTable } from '@mallhive/contract'
import { cartProblems } from '@mallhive/cart-service/contract'
import { notificationProblems } from '@mallhive/notification-service/contract'
import { orderProblems } from '@mallhive/order-service/contract'
import { paymentProblems } from '@mallhive/payment-service/contract'
import { productProblems } from '@mallhive/product-service/contract'
import { sandboxProblems } from '@mallhive/sandbox-provider/contract'
import { userProblems } from '@mallhive/user-service/contract'
import { everyOperation } from './every-operation.ts'

const tables: Readonly<Record<string, ProblemTable>> = {
  common: commonProblems,
  'product-service': productProblems,
  'user-service': userProblems,
  'cart-service': cartProblems,
  'order-service': orderProblems,
  'payment-service': paymentProblems,
  'notification-service': notificationProblems,
  'sandbox-provider': sandboxProblems,
}

describe('problem codes', () => {
  it('each have a status that says refusal, a title, and one meaning in the whole shop', () => {
    const all = Object.entries(tables).flatMap(([service, table]) =>
      Object.entries(table).map(([code, entry]) => ({ service, code, ...entry })),
    )
    for (const { code, status, title } of all) {
      assert.ok(PROBLEM_STATUSES.includes(status), `${code} has the status ${status}`)
      assert.match(title, /^[A-Z].*[^.]$/, code)
      assert.match(code, /^[a-z-]+\.[a-z_]+$/, code)
    }
    const codes = all.map(({ code }) => code)
    assert.deepEqual(
      codes.filter((code, index) => codes.indexOf(code) !== index),
      [],
    )
  })

  it('that an operation lists are in its service’s table or are common ones', () => {
    const unknown = everyOperation.flatMap(({ service, spec }) =>
      (spec.problems ?? [])
        .filter((code) => !(code in tables[service]!) && !(code in commonProblems))
        .map((code) => `${spec.operationId}: ${code}`),
    )
    assert.deepEqual(unknown, [])
  })

  it('of a service are each listed by an operation: none is written down in vain', () => {
    const idle = Object.entries(tables).flatMap(([service, table]) => {
      const listed = new Set(
        everyOperation.filter((operation) => operation.service === service).flatMap(({ spec }) => spec.problems ?? []),
      )
      return service === 'common'
        ? []
        : Object.keys(table)
            .filter((code) => !listed.has(code))
            .map((code) => `${service}: ${code}`)
    })
    assert.deepEqual(idle, [])
  })
})
