/** What forms are read and checked with, and where they lead: no components, so that plain Node can test who uses it. */
export * from './address-form.ts'
export * from './addresses.ts'
export * from './countries.ts'
export * from './form-faults.ts'
export * from './ordered-line.ts'
