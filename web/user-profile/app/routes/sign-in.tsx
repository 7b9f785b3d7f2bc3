import { addressOf, messages, Note, pageMeta, useMessages } from '@mallhive/design-system'
import { goTo, localPath, requireSameOrigin, shopOf } from '@mallhive/design-system/server'
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  useActionData,
  useLoaderData,
} from 'react-router'
import { sayingOf } from '../account.ts'
import { RegisterForm } from '../sign-in/register-form.tsx'
import { readTyped, register, signIn } from '../sign-in/sign-in.ts'
import { SignInForm } from '../sign-in/sign-in-form.tsx'

const backTo = (request: Request) => localPath(new URL(request.url).searchParams.get('to'), addressOf.orders())

export function loader({ context, request }: LoaderFunctionArgs) {
  const shop = shopOf(context)
  const to = backTo(request)
  if (shop.visitor && !shop.visitor.isGuest) throw goTo(shop, to)
  return {
    shop: shop.settings.name,
    title: messages(shop.language).account.signInTitle,
    canonical: `${shop.origin}${addressOf.signIn()}`,
    isNeeded: new URL(request.url).searchParams.has('to') && to.startsWith(addressOf.account()),
    say: sayingOf(request),
  }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const shop = shopOf(context)
  requireSameOrigin(request, [shop.origin])
  const form = await request.formData()
  const typed = readTyped(form)
  if (form.get('intent') === 'register') {
    const fault = await register(shop, form)
    return fault
      ? data({ typed, registerFault: fault, signInFault: undefined }, { status: 422 })
      : goTo(shop, backTo(request))
  }
  const fault = await signIn(shop, form)
  return fault
    ? data({ typed, signInFault: fault, registerFault: undefined }, { status: 422 })
    : goTo(shop, backTo(request))
}

export const meta: MetaFunction<typeof loader> = ({ loaderData }) =>
  loaderData ? pageMeta({ ...loaderData, hidden: true }) : []

export default function SignInRoute() {
  const { isNeeded, say } = useLoaderData<typeof loader>()
  const posted = useActionData<typeof action>()
  const { account } = useMessages()
  return (
    <div className="wrap page">
      {say === 'signed-out' && <Note tone="good">{account.signedOut}</Note>}
      {isNeeded && !posted && <Note>{account.needSignIn}</Note>}
      <div className="doors">
        <SignInForm typed={posted?.typed} fault={posted?.signInFault} />
        <RegisterForm typed={posted?.typed} fault={posted?.registerFault} />
      </div>
    </div>
  )
}
