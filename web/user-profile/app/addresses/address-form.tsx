import {
  AddressFields,
  type AddressValues,
  Button,
  ErrorSummary,
  faultsInWords,
  Note,
  type Option,
  useFormats,
  useMessages,
} from '@mallhive/design-system'
import { useState } from 'react'
import { Form } from 'react-router'
import type { Changed } from './change-address.ts'

interface AddressFormProps {
  readonly values: AddressValues
  readonly countries: readonly Option[]
  /** What came back of the last try. */
  readonly posted: Changed | undefined
  /** Made with the form, so that pressing twice adds once. */
  readonly formKey?: string
}

export function AddressForm({ values, countries, posted, formKey }: AddressFormProps) {
  const messages = useMessages()
  const format = useFormats()
  const shown = posted?.values ?? values
  const [country, setCountry] = useState(shown.country)
  const { errors, summary } = faultsInWords(posted?.faults ?? [], { messages, format, country: shown.country })
  return (
    <Form method="post" className="stack is-narrow top-4" noValidate>
      <ErrorSummary faults={summary} />
      {posted?.trouble && <Note tone="bad">{messages.account[posted.trouble]}</Note>}
      {formKey && <input type="hidden" name="key" value={formKey} />}
      <div className="form">
        <AddressFields {...{ values: shown, countries, errors, country }} onCountry={setCountry} />
        <div>
          <Button name="intent" value="save">
            {messages.account.saveAddress}
          </Button>
        </div>
      </div>
    </Form>
  )
}
