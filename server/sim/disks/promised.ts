// Whether a damaged byte of the newest log file hits what was promised: a later whole line says that its record
// was durable. Then the node must refuse to start (B43). Worked out from the text of the file as it was before
// the damage, so that recovery is not asked about itself.

const NEWLINE = 0x0a

interface Line {
  /** Number of its record, and the highest that was durable when it was written. */
  readonly n: number
  readonly d: number
}

export function isPromised(bytes: Buffer, at: number): boolean {
  const lines = bytes.toString('latin1').split('\n')
  const hit = bytes.subarray(0, at).filter((byte) => byte === NEWLINE).length
  // A file gets its name when its head is durable.
  if (hit === 0) return true
  const [damaged, ...later] = lines.slice(hit).map(lineOf)
  if (damaged === undefined || damaged === null) return false
  // Without the newline between them the next line is lost as well.
  const witnesses = bytes[at] === NEWLINE ? later.slice(1) : later
  return witnesses.some((line) => line !== null && line.d >= damaged.n)
}

/** Null: no whole line, as at the end of a file whose last write was torn. */
function lineOf(text: string): Line | null {
  try {
    const parsed: { readonly r: Line } = JSON.parse(text.slice(1))
    return parsed.r
  } catch {
    return null
  }
}
