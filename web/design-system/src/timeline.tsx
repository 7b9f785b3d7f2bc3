export interface Step {
  readonly state: 'done' | 'now' | 'to-come'
  readonly title: string
  readonly note?: string | undefined
}

/** What happened to an order, what happens now, what comes. */
export function Timeline({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="timeline">
      {steps.map(({ state, title, note }) => (
        <li
          key={title}
          className={state === 'to-come' ? undefined : `is-${state}`}
          aria-current={state === 'now' ? 'step' : undefined}
        >
          <b>{title}</b>
          <small>{note}</small>
        </li>
      ))}
    </ol>
  )
}
