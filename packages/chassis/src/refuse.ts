import {
  commonProblems,
  problemOf,
  type ProblemReply,
  type ProblemStatus,
  type ProblemTable,
  type Refusal,
} from '@mallhive/contract'

/**
 * Makes a service's refusals from its problem table. The compiler refuses a code that the table does not have:
 * `const refused = refuse(cartProblems)`, then `return refused({ code: 'cart.full' })`.
 */
export const refuse = <const Table extends ProblemTable>(table: Table) => {
  const all: ProblemTable = { ...commonProblems, ...table }
  return (
    refusal: Refusal & {
      readonly code:
        | (keyof Table & string)
        | 'version.mismatch'
        | 'request.invalid'
        | 'request.not_found'
        | 'auth.forbidden'
    },
    headers?: Record<string, string>,
  ): ProblemReply => {
    const problem = problemOf(all, refusal)
    return { status: problem.status as ProblemStatus, body: problem, ...(headers && { headers }) } as ProblemReply
  }
}
