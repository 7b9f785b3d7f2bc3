/** Why a picture cannot be had. */
export interface PictureFault {
  /** For the merchant. */
  readonly reason: string
  /** It may work later: the host is away, slow or busy. */
  readonly isPassing: boolean
}

export const lasting = (reason: string): PictureFault => ({ reason, isPassing: false })
export const passing = (reason: string): PictureFault => ({ reason, isPassing: true })
