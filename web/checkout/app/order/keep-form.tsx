import { addressOf, Button, TextField, useMessages } from '@mallhive/design-system'
import { Form } from 'react-router'
import type { KeepFault } from './keep-account.ts'

/** An account, offered after everything is done. One field; leaving it costs nothing. */
export function KeepForm({ fault, orderId }: { fault: KeepFault | undefined; orderId: string }) {
  const { order, account, checkout } = useMessages()
  const says = { password: checkout.errors.password, taken: account.taken, away: account.away }
  return (
    <section className="note" aria-labelledby="keep">
      <div className="stack is-form">
        <h2 id="keep">{order.keepTitle}</h2>
        <p className="muted">{order.keepLead}</p>
        <Form method="post" className="form" noValidate>
          <TextField
            id="password"
            type="password"
            label={account.password}
            hint={account.passwordHint}
            error={fault && says[fault]}
            autoComplete="new-password"
            minLength={10}
            maxLength={200}
          />
          <div>
            <Button kind="second">{account.create}</Button>
          </div>
        </Form>
        {fault === 'taken' && (
          <p>
            <a href={addressOf.signIn(addressOf.confirmation(orderId))}>{account.signInTitle}</a>
          </p>
        )}
      </div>
    </section>
  )
}
