import { Button, SignOutForm, useMessages } from '@mallhive/design-system'
import { Form } from 'react-router'

/** Signing out, here and everywhere. */
export function SignOutParts() {
  const { account, shop } = useMessages()
  return (
    <section className="stack is-narrow top-8" aria-labelledby="out">
      <h2 id="out" className="title-s">
        {shop.signOut}
      </h2>
      <p className="muted">{account.signOutLead}</p>
      <SignOutForm />
      <p className="muted">{account.signOutEverywhereLead}</p>
      <Form method="post">
        <Button kind="second" name="intent" value="sign-out-everywhere">
          {account.signOutEverywhere}
        </Button>
      </Form>
    </section>
  )
}
