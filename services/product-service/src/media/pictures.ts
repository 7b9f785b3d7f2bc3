/** A picture whose address was named and that the shop has not copied yet. */
export interface WantedPicture {
  readonly id: string
  readonly source: string
  /** With this one. */
  readonly attempts: number
}

export interface KeptCopy {
  readonly hash: string
  /** Of the largest size, in pixels. */
  readonly width: number
  readonly height: number
  readonly widths: readonly number[]
}

export interface MissingPicture {
  readonly src: string
  readonly productHandle: string
  readonly reason: string
}

/** Which pictures are wanted, copied and missing. */
export interface Pictures {
  /** Takes some that are due; nobody else gets them for two minutes. */
  claim(count: number, now: Date): Promise<readonly WantedPicture[]>
  /** From now on pages show it. */
  copied(id: string, copy: KeptCopy, now: Date): Promise<void>
  missing(id: string, reason: string, now: Date): Promise<void>
  /** To be tried again at a time. */
  again(id: string, reason: string, at: Date, now: Date): Promise<void>
  /** Missing ones with the products that show them. */
  report(page: { limit: number; cursor?: string }): Promise<{ items: MissingPicture[]; nextCursor?: string }>
  progress(): Promise<{ copied: number; waiting: number; missing: number }>
}
