/** Tells the time. Whoever needs it is given one, so that a test can move it. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()
