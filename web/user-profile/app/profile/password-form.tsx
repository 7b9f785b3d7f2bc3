import { Button, Note, TextField, useMessages } from '@mallhive/design-system'
import { Form } from 'react-router'
import type { PasswordFault } from './change-profile.ts'

export function PasswordForm({ fault, isChanged }: { fault: PasswordFault | undefined; isChanged: boolean }) {
  const { account, checkout } = useMessages()
  return (
    <section className="stack is-narrow top-8" aria-labelledby="password">
      <h2 id="password" className="title-s">
        {account.changePassword}
      </h2>
      <p className="muted">{account.passwordLead}</p>
      {isChanged && <Note tone="good">{account.passwordChanged}</Note>}
      {(fault === 'tooMany' || fault === 'away') && <Note tone="bad">{account[fault]}</Note>}
      <Form method="post" className="form" noValidate>
        <TextField
          id="current"
          type="password"
          autoComplete="current-password"
          label={account.currentPassword}
          maxLength={200}
          error={fault === 'wrongPassword' ? account.wrongPassword : undefined}
        />
        <TextField
          id="next"
          type="password"
          autoComplete="new-password"
          label={account.newPassword}
          hint={account.passwordHint}
          minLength={10}
          maxLength={200}
          error={fault === 'password' ? checkout.errors.password : undefined}
        />
        <div>
          <Button kind="second" name="intent" value="password">
            {account.changePassword}
          </Button>
        </div>
      </Form>
    </section>
  )
}
