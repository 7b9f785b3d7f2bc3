import { AccountShell, addressOf, languages, messages, pageMeta } from '@mallhive/design-system'
import { expected, goTo, requireSameOrigin, type Shop } from '@mallhive/design-system/server'
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  useActionData,
  useLoaderData,
} from 'react-router'
import { ownPart, requireAccount, sayingOf } from '../account.ts'
import { changePassword, changeProfile, readProfile } from '../profile/change-profile.ts'
import { PasswordForm } from '../profile/password-form.tsx'
import { ProfileForm } from '../profile/profile-form.tsx'
import { SignOutParts } from '../profile/sign-out-parts.tsx'

export async function loader(args: LoaderFunctionArgs) {
  const { shop, visitor } = requireAccount(args)
  const reply = await shop.users.getUser({ params: { userId: visitor.id } })
  const user = ownPart(args, reply, 200)
  return {
    values: { name: user.name ?? '', email: user.email ?? '', language: user.language ?? shop.language },
    version: reply.headers?.['etag'] ?? '',
    languages: languages.map((value) => ({ value, label: languageName(value) })),
    say: sayingOf(args.request),
    shop: shop.settings.name,
    title: messages(shop.language).account.profile,
    canonical: `${shop.origin}${addressOf.profile()}`,
  }
}

/** Each language by its own name: `Deutsch`. */
const languageName = (code: string) => new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code

export async function action(args: ActionFunctionArgs) {
  const { shop, visitor } = requireAccount(args)
  requireSameOrigin(args.request, [shop.origin])
  const form = await args.request.formData()
  switch (form.get('intent')) {
    case 'profile': {
      const values = readProfile(form)
      const [version, password] = ['version', 'confirm'].map((name) => String(form.get(name) ?? '')) as [string, string]
      const fault = await changeProfile(shop, visitor.id, values, { version, password })
      if (fault) return data({ values, profileFault: fault, passwordFault: undefined }, { status: 422 })
      return goTo(shop, `${addressOf.profile()}?language=${values.language}&say=saved`)
    }
    case 'password': {
      const fault = await changePassword(shop, visitor.id, form)
      if (fault) return data({ values: undefined, profileFault: undefined, passwordFault: fault }, { status: 422 })
      return goTo(shop, `${addressOf.profile()}?say=password`)
    }
    case 'sign-out-everywhere':
      return signOutEverywhere(shop, visitor.id)
    default:
      return goTo(shop, addressOf.profile())
  }
}

async function signOutEverywhere(shop: Shop, userId: string) {
  expected(await shop.users.signOutEverywhere({ params: { userId } }), 204)
  shop.forget()
  return goTo(shop, `${addressOf.signIn()}?say=signed-out`)
}

export const meta: MetaFunction<typeof loader> = ({ loaderData }) =>
  loaderData ? pageMeta({ ...loaderData, hidden: true }) : []

export default function ProfileRoute() {
  const { values, version, languages, say, title } = useLoaderData<typeof loader>()
  const posted = useActionData<typeof action>()
  const said = posted ? undefined : say
  return (
    <AccountShell at="profile">
      <div className="section-head">
        <h1>{title}</h1>
      </div>
      <ProfileForm
        values={posted?.values ?? values}
        {...{ languages, version }}
        fault={posted?.profileFault}
        isSaved={said === 'saved'}
      />
      <PasswordForm fault={posted?.passwordFault} isChanged={said === 'password'} />
      <SignOutParts />
    </AccountShell>
  )
}
