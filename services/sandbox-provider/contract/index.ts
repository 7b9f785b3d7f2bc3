export * from './http.ts'
