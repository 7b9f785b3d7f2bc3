import { addressOf } from '@mallhive/design-system/forms'
import { goTo } from '@mallhive/design-system/server'
import type { LoaderFunctionArgs } from 'react-router'
import { requireAccount } from '../account.ts'

/** The account begins with its orders. */
export const loader = (args: LoaderFunctionArgs) => goTo(requireAccount(args).shop, addressOf.orders())
