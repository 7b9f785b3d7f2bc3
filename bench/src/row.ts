import type { Measured } from './measure.ts'

/** A row of the table: what was measured, beside what, and whether it is good enough. */
export interface Row {
  readonly what: string
  /** Figures with their units, as people read them. */
  readonly measured: string
  /** The share of a limit of the same run. */
  readonly ratio?: string
  readonly target?: string
  /** Left out where there is no target. */
  readonly isMet?: boolean
  /** Requests that were not answered as they must be: with any, no target is met. */
  readonly failed?: number
}

/** `17,591/s, p50 1 / p99 5 ms` */
export const figures = ({ perSecond, p50, p99 }: Measured): string =>
  `${count(perSecond)}/s, p50 ${p50} / p99 ${p99} ms`

export const count = (number: number): string => Math.round(number).toLocaleString('en')

export const milliseconds = ({ p50, p99 }: Measured): string => `p50 ${p50} / p99 ${p99} ms`

/** Throughput as a share of a limit, with the least share that is good enough. */
export function besideLimit(
  what: string,
  measured: Measured,
  limit: { readonly name: string; readonly measured: Measured },
  atLeast?: number,
): Row {
  const share = measured.perSecond / limit.measured.perSecond
  return {
    what,
    measured: figures(measured),
    ratio: `${share.toFixed(2)} × ${limit.name}`,
    failed: measured.failed,
    ...(atLeast !== undefined && { target: `≥ ${atLeast} × ${limit.name}`, isMet: share >= atLeast }),
  }
}
