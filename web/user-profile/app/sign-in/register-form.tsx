import { Button, TextField, useMessages } from '@mallhive/design-system'
import { Form, useNavigation } from 'react-router'
import type { RegisterFault, Typed } from './sign-in.ts'

/** An account, with what it is good for. */
export function RegisterForm({ typed, fault }: { typed: Typed | undefined; fault: RegisterFault | undefined }) {
  const { account, checkout } = useMessages()
  const { errors } = checkout
  const busy = useNavigation().formData?.get('intent') === 'register'
  const emailError = { email: errors.email, taken: account.taken, away: account.away }
  return (
    <section className="stack is-wide" aria-labelledby="up">
      <h2 id="up" className="as-h1">
        {account.newHere}
      </h2>
      <p className="muted">{account.newHereLead}</p>
      <Form method="post" className="form">
        <TextField
          id="new-name"
          autoComplete="name"
          label={account.yourName}
          defaultValue={typed?.newName}
          maxLength={200}
          error={fault === 'name' ? errors.required : undefined}
        />
        <TextField
          id="new-email"
          type="email"
          inputMode="email"
          autoComplete="email"
          label={checkout.email}
          defaultValue={typed?.newEmail}
          maxLength={254}
          error={fault === 'email' || fault === 'taken' || fault === 'away' ? emailError[fault] : undefined}
        />
        <TextField
          id="new-password"
          type="password"
          autoComplete="new-password"
          label={account.password}
          hint={account.passwordHint}
          minLength={10}
          maxLength={200}
          error={fault === 'password' ? errors.password : undefined}
        />
        <div>
          <Button kind="second" name="intent" value="register" busy={busy}>
            {account.create}
          </Button>
        </div>
      </Form>
    </section>
  )
}
