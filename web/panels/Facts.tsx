// Pairs of a name and a value, two beside each other; a long one takes a whole row.

import './facts.css'

type Fact = readonly [name: string, value: string]

export function Facts({ facts, wide = [] }: { facts: readonly Fact[]; wide?: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {wide.map(([name, value]) => (
        <div key={name} className="fact-wide">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
