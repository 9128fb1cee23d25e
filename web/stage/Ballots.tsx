// While a node asks for votes: one pip per voter, granted, refused or not answered yet. Pips of a pre-vote
// are hollow, since nothing is promised yet.

import type { NodeStanding } from '../scene/leader-truth.ts'

interface Props {
  readonly standing: NodeStanding
  readonly voters: readonly string[]
  readonly r: number
}

export function Ballots({ standing: { replica }, voters, r }: Props) {
  if (replica.role !== 'candidate' && replica.role !== 'preCandidate') return null
  const step = r * 0.42
  return (
    <g className="ballots" transform={`translate(0 ${-r * 1.66})`}>
      {voters.map((voter, at) => {
        const granted = voter === replica.node ? true : replica.ballots[voter]
        const pre = replica.role === 'preCandidate'
        return (
          <g key={voter} transform={`translate(${(at - (voters.length - 1) / 2) * step} 0)`}>
            <circle className={pre || granted !== true ? 'ballot' : 'ballot ballot-granted'} r={r * 0.14} />
            {granted === true && pre && (
              <path
                className="ballot-sign"
                d={`M${-r * 0.07} 0l${r * 0.05} ${r * 0.06}l${r * 0.09} ${-r * 0.12}`}
              />
            )}
            {granted === false && (
              <path
                className="ballot-sign"
                d={`M${-r * 0.06} ${-r * 0.06}l${r * 0.12} ${r * 0.12}m0 ${-r * 0.12}l${-r * 0.12} ${r * 0.12}`}
              />
            )}
          </g>
        )
      })}
    </g>
  )
}
