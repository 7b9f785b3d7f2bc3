import type { ShippingTable } from './shipping-table.ts'

const HOME = ['DE']
const EUROPEAN_UNION = [
  'AT', 'BE', 'BG', 'CY', 'CZ', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU',
  'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK',
] // biome-ignore format: two rows are easier to check than 26
const NEIGHBOURS = ['CH', 'GB', 'NO']
const OVERSEAS = ['US']

/** How the shop Haldow ships from Berlin. Holidays are those of all German states. */
export const HALDOW_SHIPPING: ShippingTable = {
  calendar: {
    timeZone: 'Europe/Berlin',
    cutOff: '14:00',
    handlingDays: 0,
    workdays: [1, 2, 3, 4, 5],
    holidays: ['01-01', 'easter-2', 'easter+1', '05-01', 'easter+39', 'easter+50', '10-03', '12-25', '12-26'],
  },
  methods: [
    {
      method: 'dhl',
      title: { en: 'DHL, to your door', de: 'DHL, an die Haustür' },
      zones: [
        { countries: HOME, price: 490, freeFrom: 8_000, days: [1, 3] },
        { countries: EUROPEAN_UNION, price: 490, freeFrom: 8_000, days: [2, 5] },
        { countries: NEIGHBOURS, price: 1_490, days: [3, 7] },
        { countries: OVERSEAS, price: 2_490, days: [5, 10] },
      ],
    },
    {
      method: 'dhl-express',
      title: { en: 'DHL Express, with signature', de: 'DHL Express, mit Unterschrift' },
      zones: [
        { countries: HOME, price: 990, days: [1, 1] },
        { countries: EUROPEAN_UNION, price: 990, days: [1, 2] },
        { countries: NEIGHBOURS, price: 2_490, days: [2, 3] },
        { countries: OVERSEAS, price: 3_990, days: [3, 4] },
      ],
    },
  ],
}
