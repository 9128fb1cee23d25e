// Numbers with units, as people read them. Widths stay steady: a changing number must not move its row.

export function bytes(value: number): string {
  if (value < 1_000) return `${Math.round(value)} B`
  if (value < 1_000_000) return `${(value / 1_000).toFixed(1)} kB`
  return `${(value / 1_000_000).toFixed(value < 10_000_000 ? 1 : 0)} MB`
}

export const percent = (share: number): string => `${Math.round(share * 1000) / 10}\u00A0%`

export const milliseconds = (value: number): string =>
  `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`

/** How long something has lasted: `4.2 s`, `3 min 07 s`, `1 h 02 min`. */
export function lasting(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`
  return `${Math.floor(seconds / 3600)} h ${two((seconds % 3600) / 60)} min`
}

/** A moment of the cluster's clock: `2:07.4` is two minutes after it began. */
export function moment(at: number): string {
  const tenths = Math.floor(Math.max(0, at) / 100)
  const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, '0')
  return `${Math.floor(tenths / 600)}:${seconds}`
}

export const grouped = (value: number): string => value.toLocaleString('en-US')

/** `a`, `a and b`, `a, b and c`; long lists end in `and 4 more`. */
export function listed(names: readonly string[], most = 4): string {
  const shown =
    names.length > most + 1 ? [...names.slice(0, most), `${names.length - most} more`] : [...names]
  const last = shown.pop()
  if (last === undefined) return 'none'
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`
}
