export * from './events.ts'
export * from './http.ts'
export * from './order.ts'
