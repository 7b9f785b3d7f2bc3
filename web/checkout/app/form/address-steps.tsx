import {
  addressOf,
  AddressFields,
  type AddressValues,
  FormStep,
  type Option,
  TextButton,
  TextField,
  useMessages,
} from '@mallhive/design-system'

/** Whom to write to. Nobody needs an account. */
export function ContactStep({ email, error, isGuest }: { email: string; error: string | undefined; isGuest: boolean }) {
  const { checkout } = useMessages()
  return (
    <section className="step stack" aria-labelledby="contact">
      <div className="row between">
        <h2 id="contact">{checkout.contact}</h2>
        {isGuest && (
          <a className="small" href={addressOf.signIn(addressOf.checkout())}>
            {checkout.haveAccount}
          </a>
        )}
      </div>
      <div className="form">
        <TextField
          id="email"
          type="email"
          inputMode="email"
          autoComplete="email"
          label={checkout.email}
          hint={checkout.emailHint}
          error={error}
          defaultValue={email}
        />
      </div>
    </section>
  )
}

interface AddressStepProps {
  values: AddressValues
  countries: readonly Option[]
  errors: Readonly<Record<string, string>>
  country: string
  onCountry: (code: string) => void
}

export function AddressStep(props: AddressStepProps) {
  const { checkout } = useMessages()
  return (
    <FormStep legend={checkout.address}>
      <div className="form">
        <AddressFields {...props} autoComplete="shipping " />
        <UpdateButton />
      </div>
    </FormStep>
  )
}

/** With scripts off: asks what it costs there, without ordering. */
export function UpdateButton() {
  const { checkout } = useMessages()
  return (
    <div className="scriptless">
      <TextButton name="intent" value="quote" formNoValidate>
        {checkout.update}
      </TextButton>
    </div>
  )
}
