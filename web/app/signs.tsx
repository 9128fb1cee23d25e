// The signs of the picture as the legend draws them, each on a field of 48 x 32.

import type { ReactNode } from 'react'

interface Sign {
  readonly text: string
  readonly drawing: ReactNode
}

const CROWN = 'M17 8l3 4 4-6 4 6 3-4-1.5 8h-11Z'

export const SIGNS: readonly Sign[] = [
  {
    text: 'leader, confirmed by a majority',
    drawing: (
      <>
        <path d={CROWN} className="sign-solid" transform="translate(0 -4)" />
        <circle cx="24" cy="22" r="6" className="sign-line" />
        <circle cx="24" cy="22" r="9" className="sign-line" />
      </>
    ),
  },
  {
    text: 'leader only in its own eyes',
    drawing: (
      <>
        <path d={CROWN} className="sign-line" transform="translate(0 -4)" />
        <circle cx="24" cy="23" r="7" className="sign-line" />
      </>
    ),
  },
  { text: 'follower', drawing: <circle cx="24" cy="16" r="9" className="sign-line" /> },
  {
    text: 'asks for votes',
    drawing: <circle cx="24" cy="16" r="9" className="sign-line sign-dashed" />,
  },
  {
    text: 'one-way link, connected',
    drawing: <path d="M6 16h32m-6-5 6 5-6 5" className="sign-line" />,
  },
  {
    text: 'one-way link, cut',
    drawing: (
      <>
        <path d="M6 16h9M33 16h9" className="sign-line" />
        <circle cx="24" cy="16" r="8" className="sign-line" />
        <path d="m21 13 6 6m0-6-6 6" className="sign-line" />
      </>
    ),
  },
  {
    text: 'log entry, committed and on disk',
    drawing: (
      <>
        <rect x="13" y="4" width="22" height="20" className="sign-line" />
        <path d="M13 28h22" className="sign-line" />
      </>
    ),
  },
  {
    text: 'log entry, not committed, in memory only',
    drawing: <rect x="13" y="4" width="22" height="20" className="sign-line sign-dashed" />,
  },
]
