/** The same for every way of writing one e-mail address: there is one account for it, whatever its case. */
export const emailKey = (email: string): string => email.trim().normalize('NFC').toLowerCase()
