import { Button, Note, type Option, SelectField, TextField, useMessages } from '@mallhive/design-system'
import { Form } from 'react-router'
import type { ProfileFault, ProfileValues } from './change-profile.ts'

interface ProfileFormProps {
  readonly values: ProfileValues
  readonly languages: readonly Option[]
  readonly version: string
  readonly fault: ProfileFault | undefined
  readonly isSaved: boolean
}

export function ProfileForm({ values, languages, version, fault, isSaved }: ProfileFormProps) {
  const { account, checkout } = useMessages()
  const { errors } = checkout
  const emailFault = fault === 'email' ? errors.email : fault === 'taken' ? account.taken : undefined
  return (
    <Form method="post" className="stack is-narrow" noValidate>
      {isSaved && <Note tone="good">{account.saved}</Note>}
      {(fault === 'changedElsewhere' || fault === 'tooMany' || fault === 'away') && (
        <Note tone="bad">{account[fault]}</Note>
      )}
      <input type="hidden" name="version" value={version} />
      <div className="form">
        <TextField
          id="name"
          autoComplete="name"
          label={account.yourName}
          defaultValue={values.name}
          maxLength={200}
          error={fault === 'name' ? errors.required : undefined}
        />
        <TextField
          id="email"
          type="email"
          inputMode="email"
          autoComplete="email"
          label={checkout.email}
          defaultValue={values.email}
          maxLength={254}
          error={emailFault}
        />
        <TextField
          id="confirm"
          type="password"
          autoComplete="current-password"
          label={account.password}
          hint={account.passwordForEmail}
          maxLength={200}
          optional
          error={fault === 'wrongPassword' ? account.wrongPassword : undefined}
        />
        <SelectField id="language" label={account.language} options={languages} defaultValue={values.language} />
        <div>
          <Button name="intent" value="profile">
            {account.save}
          </Button>
        </div>
      </div>
    </Form>
  )
}
