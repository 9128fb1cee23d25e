// One name out of a list.

interface Props {
  readonly label: string
  readonly value: string
  readonly options: readonly string[]
  readonly onPick: (value: string) => void
}

export function Picker({ label, value, options, onPick }: Props) {
  return (
    <select
      className="select"
      aria-label={label}
      value={value}
      onChange={(event) => onPick(event.target.value)}
    >
      {options.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  )
}
