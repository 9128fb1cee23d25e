// The few signs of the controls, drawn with one stroke on a 24 grid, so that no icon font is fetched and
// every sign follows the colour of its text. A sign never stands alone: a word or a label goes with it.

const PATHS = {
  alert: 'M12 4 2.5 20h19ZM12 10v4.5M12 17.2v.3',
  bolt: 'M13 3 5 13.5h6L10 21l8-10.5h-6Z',
  book: 'M12 6.5C9.5 4.8 6.5 4.5 3 5v13.5c3.5-.5 6.5-.2 9 1.5 2.5-1.7 5.5-2 9-1.5V5c-3.5-.5-6.5-.2-9 1.5ZM12 6.5V20',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevron: 'm8 10 4 4 4-4',
  close: 'M6 6l12 12M18 6 6 18',
  cut: 'M3 12h5M16 12h5M9.5 9.5l5 5M14.5 9.5l-5 5',
  door: 'M5 21V4h9v17M14 21h5M11 12.5v.2',
  folder: 'M3 19V5.5h6l2.2 2.7H21V19Z',
  help: 'M9 9.2a3 3 0 1 1 4.4 2.7c-1 .5-1.4 1.1-1.4 2.1M12 17.4v.2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  markAfter: 'M4 6v12l7-6ZM12.5 6v12l7-6Z',
  markBefore: 'M20 6v12l-7-6ZM11.5 6v12l-7-6Z',
  minus: 'M5 12h14',
  moon: 'M20 14.5A8.2 8.2 0 0 1 9.5 4a8.2 8.2 0 1 0 10.5 10.5Z',
  pause: 'M8 5v14M16 5v14',
  person: 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c1-3.5 4-5 7.5-5s6.5 1.5 7.5 5',
  play: 'M7 4.5v15L19.5 12Z',
  plus: 'M12 5v14M5 12h14',
  snow: 'M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9M9.5 4.5 12 7l2.5-2.5M9.5 19.5 12 17l2.5 2.5',
  stepBack: 'M18 5.5v13L8.5 12ZM6 5.5v13',
  stepOn: 'M6 5.5v13l9.5-6.5ZM18 5.5v13',
  sun: 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3 19 19M5 19l1.7-1.7M17.3 6.7 19 5',
  timer: 'M12 21a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM12 9.5v4l2.5 1.5M9.5 2.5h5',
  undo: 'M8.5 5 4 9.5l4.5 4.5M4 9.5h10a5.5 5.5 0 0 1 0 11h-4',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
