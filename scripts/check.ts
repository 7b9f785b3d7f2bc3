// The rules of the house without the other tests: npm run check
process.argv.push('tests/tidy')
await import('./test.ts')
