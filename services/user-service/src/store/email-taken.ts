/** Of two who take one e-mail address at the same moment, the index refuses the second: `.catch(whenEmailTaken(() => …))`. */
export const whenEmailTaken =
  <T>(answer: () => T) =>
  (error: unknown): T => {
    const { code, constraint } = error as { code?: string; constraint?: string }
    if (code === '23505' && constraint === 'account_email_key_key') return answer()
    throw error
  }
