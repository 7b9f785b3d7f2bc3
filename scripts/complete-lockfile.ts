// Completes package-lock.json after an `npm install` from a registry mirror that lacks the binaries of other platforms:
// npm then leaves them out of the lockfile, and `npm ci` refuses a lockfile that leaves anything out.
//     npm run lock
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { missingPackages, type Lockfile } from './lockfile/missing.ts'

const file = path.resolve(import.meta.dirname, '../package-lock.json')
const lockfile = JSON.parse(readFileSync(file, 'utf8')) as Lockfile
const missing = missingPackages(lockfile)
const packages = { ...lockfile.packages, ...missing }
const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
writeFileSync(file, `${JSON.stringify({ ...lockfile, packages: sorted }, null, 2)}\n`)
console.log(`${Object.keys(missing).length} packages for other platforms added to package-lock.json`)
