import { Type } from 'typebox'

/** Kinds of field that all services mean alike. */
export const Id = Type.String({ format: 'uuid', description: 'UUIDv7' })
export const Instant = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' })
export const CountryCode = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' })
export const Email = Type.String({ format: 'email', maxLength: 254 })
export const Language = Type.String({ pattern: '^[a-z]{2}(-[A-Z]{2})?$', description: 'BCP 47, such as en or de-AT' })
export const Handle = Type.String({ minLength: 1, maxLength: 255, pattern: '^[^\\s/?#]+$' })

/** A person's postal address. What is required beyond this depends on the country. */
export const Address = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    company: Type.Optional(Type.String({ maxLength: 200 })),
    line1: Type.String({ minLength: 1, maxLength: 200 }),
    line2: Type.Optional(Type.String({ maxLength: 200 })),
    postalCode: Type.Optional(Type.String({ maxLength: 20 })),
    city: Type.String({ minLength: 1, maxLength: 100 }),
    region: Type.Optional(Type.String({ maxLength: 100 })),
    country: CountryCode,
    phone: Type.Optional(Type.String({ pattern: '^\\+[1-9][0-9]{5,14}$', description: 'E.164' })),
  },
  { additionalProperties: false, title: 'Address' },
)
