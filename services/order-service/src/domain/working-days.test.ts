import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { HALDOW_SHIPPING } from '../store/haldow-shipping.ts'
import { addWorkdays, easterSunday, isWorkday, leavesOn } from './working-days.ts'

const { calendar } = HALDOW_SHIPPING

describe('working days', () => {
  it('know Easter', () => {
    assert.deepEqual([1999, 2000, 2024, 2025, 2026, 2027, 2038].map(easterSunday), [
      '1999-04-04',
      '2000-04-23',
      '2024-03-31',
      '2025-04-20',
      '2026-04-05',
      '2027-03-28',
      '2038-04-25',
    ])
  })

  it('leave out weekends and the holidays of all German states', () => {
    const days = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-04-03', '2026-04-06', '2026-05-01', '2026-05-14']
    assert.deepEqual(
      days.map((day) => isWorkday(day, calendar)),
      [true, false, false, false, false, false, false],
    )
    assert.deepEqual(
      ['2026-05-25', '2026-10-02', '2026-12-24', '2026-12-25'].map((day) => isWorkday(day, calendar)),
      [false, true, true, false],
    )
  })

  it('count over weekends and holidays', () => {
    assert.equal(addWorkdays('2026-11-20', 1, calendar), '2026-11-23')
    // Thursday before Easter: Friday and Monday are holidays.
    assert.equal(addWorkdays('2026-04-02', 1, calendar), '2026-04-07')
    assert.equal(addWorkdays('2026-12-23', 3, calendar), '2026-12-29')
  })

  it('send on the same day until the cut-off time of the shop, summer and winter', () => {
    const asked = {
      'Friday, 13:59 in winter': '2026-11-20T12:59:00Z',
      'Friday, 14:00 in winter': '2026-11-20T13:00:00Z',
      'Friday, 13:59 in summer': '2026-07-17T11:59:00Z',
      'Friday, 14:00 in summer': '2026-07-17T12:00:00Z',
      'Saturday, 14:06': '2026-11-21T13:06:00Z',
      'Sunday, 23:30 in UTC is Monday in Berlin': '2026-11-22T23:30:00Z',
      'New Year’s Eve at night': '2026-12-31T20:00:00Z',
    }
    assert.deepEqual(
      Object.fromEntries(Object.entries(asked).map(([name, at]) => [name, leavesOn(new Date(at), calendar)])),
      {
        'Friday, 13:59 in winter': '2026-11-20',
        'Friday, 14:00 in winter': '2026-11-23',
        'Friday, 13:59 in summer': '2026-07-17',
        'Friday, 14:00 in summer': '2026-07-20',
        'Saturday, 14:06': '2026-11-23',
        'Sunday, 23:30 in UTC is Monday in Berlin': '2026-11-23',
        'New Year’s Eve at night': '2027-01-04',
      },
    )
  })

  it('add the handling days before the parcel leaves', () => {
    assert.equal(leavesOn(new Date('2026-11-20T08:00:00Z'), { ...calendar, handlingDays: 2 }), '2026-11-24')
  })
})
