/** As many as a line of the cart may hold. */
export const QUANTITY_MAX = 999

/** A whole number that a line may hold; one when it is not said. */
export const quantityOf = (text: string | null): number =>
  Math.min(QUANTITY_MAX, Math.max(1, Math.floor(Number(text ?? 1)) || 1))
