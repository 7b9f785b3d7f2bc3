import type { Caller } from '@mallhive/chassis'

export type User = Extract<Caller, { kind: 'user' }>

export const isStaff = (caller: User): boolean => caller.roles.includes('admin')
