/** Words, formats and addresses, without a component: what pure code of the apps and its tests import. */
export * from './addresses.ts'
export * from './format.ts'
export * from './messages/messages.ts'
