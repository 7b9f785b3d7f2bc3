import { money } from '@mallhive/kernel'
import { Type, type Static } from 'typebox'
import { addWorkdays, leavesOn } from '../domain/working-days.ts'
import type { ShippingRates } from './shipping-rates.ts'

const Country = Type.String({ pattern: '^[A-Z]{2}$' })
const Days = Type.Integer({ minimum: 0, maximum: 90 })

/** How the shop ships: prices in minor units, days as working days after the parcel left. */
export const ShippingTable = Type.Object(
  {
    calendar: Type.Object(
      {
        timeZone: Type.String({ minLength: 1 }),
        cutOff: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
        handlingDays: Days,
        workdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, uniqueItems: true }),
        holidays: Type.Array(Type.String({ pattern: '^(\\d\\d-\\d\\d|easter[+-]\\d{1,2})$' })),
      },
      { additionalProperties: false },
    ),
    methods: Type.Array(
      Type.Object(
        {
          method: Type.String({ minLength: 1, maxLength: 100 }),
          title: Type.Record(Type.String({ pattern: '^[a-z]{2}$' }), Type.String({ minLength: 1 })),
          zones: Type.Array(
            Type.Object(
              {
                countries: Type.Array(Country, { minItems: 1 }),
                price: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
                freeFrom: Type.Optional(Type.Integer({ minimum: 0 })),
                days: Type.Tuple([Days, Days]),
              },
              { additionalProperties: false },
            ),
          ),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 50 },
    ),
  },
  { additionalProperties: false },
)
export type ShippingTable = Static<typeof ShippingTable>

const NOTHING_TO_SEND = { en: 'Nothing to send', de: 'Nichts zu versenden' }

export function tableOfShipping({ calendar, methods }: ShippingTable, currency: string): ShippingRates {
  const arrivesOn = arrivals(calendar)
  return {
    async optionsFor({ country, worth, requiresShipping, orderedAt, language }) {
      const left = leavesOn(orderedAt, calendar)
      if (!requiresShipping) {
        const today = orderedAt.toISOString().slice(0, 10)
        const title = titleIn(NOTHING_TO_SEND, language)
        return [{ method: 'none', title, price: money(0, currency), arrivesFrom: today, arrivesTo: today }]
      }
      const options = methods.flatMap(({ method, title, zones }) => {
        const zone = zones.find(({ countries }) => countries.includes(country))
        if (!zone) return []
        const isFree = zone.freeFrom !== undefined && worth >= zone.freeFrom
        const [from, to] = zone.days
        return {
          method,
          title: titleIn(title, language),
          price: money(isFree ? 0 : zone.price, currency),
          arrivesFrom: arrivesOn(left, from),
          arrivesTo: arrivesOn(left, to),
        }
      })
      return options.sort((a, b) => a.price.amount - b.price.amount)
    },
  }
}

/** Parcels that leave on one day arrive on a few: each is counted once a day. */
function arrivals(calendar: ShippingTable['calendar']): (left: string, days: number) => string {
  let known = { left: '', dates: new Map<number, string>() }
  return (left, days) => {
    if (known.left !== left) known = { left, dates: new Map() }
    const date = known.dates.get(days) ?? addWorkdays(left, days, calendar)
    known.dates.set(days, date)
    return date
  }
}

const titleIn = (titles: Readonly<Record<string, string>>, language = 'en'): string =>
  titles[language.slice(0, 2)] ?? titles['en'] ?? Object.values(titles)[0] ?? ''
