export * from './apps.ts'
export * from './serve-web.ts'
