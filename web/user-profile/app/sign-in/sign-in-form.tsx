import { Button, Note, TextField, useMessages } from '@mallhive/design-system'
import { Form, useNavigation } from 'react-router'
import type { SignInFault, Typed } from './sign-in.ts'

export function SignInForm({ typed, fault }: { typed: Typed | undefined; fault: SignInFault | undefined }) {
  const { account, checkout, shop } = useMessages()
  const busy = useNavigation().formData?.get('intent') === 'sign-in'
  return (
    <section className="stack is-wide" aria-labelledby="in">
      <h1 id="in">{account.signInTitle}</h1>
      {fault && <Note tone="bad">{account[fault]}</Note>}
      <Form method="post" className="form">
        <TextField
          id="email"
          type="email"
          inputMode="email"
          autoComplete="username"
          label={checkout.email}
          defaultValue={typed?.email}
          maxLength={254}
        />
        <TextField
          id="password"
          type="password"
          autoComplete="current-password"
          label={account.password}
          maxLength={200}
        />
        <div>
          <Button name="intent" value="sign-in" busy={busy}>
            {shop.signIn}
          </Button>
        </div>
      </Form>
    </section>
  )
}
