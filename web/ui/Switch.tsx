// On or off, taking effect at once. The state is printed beside the knob, not only coloured.

interface Props {
  readonly label: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
  readonly words?: { readonly on: string; readonly off: string }
  readonly blocked?: string | null
  readonly testId?: string
  readonly data?: Readonly<Record<`data-${string}`, string>>
  /** The label is said but not shown: the row it stands in says it already. */
  readonly labelHidden?: boolean
}

export function Switch(props: Props) {
  const { label, on, onChange, words, testId, data, labelHidden = false } = props
  const blocked = props.blocked ?? null
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={on}
      aria-label={label}
      aria-disabled={blocked !== null ? true : undefined}
      title={blocked ?? label}
      data-testid={testId}
      onClick={() => {
        if (blocked === null) onChange(!on)
      }}
      {...data}
    >
      <span className="switch-track">
        <span className="switch-knob" />
      </span>
      {!labelHidden && <span>{label}</span>}
      {words !== undefined && <span className="switch-word">{on ? words.on : words.off}</span>}
    </button>
  )
}
