// One sealed part of a machine's state, kept as a file beside its snapshots: what the machine that seals it, the
// disk that holds it and the wire that carries it all call it.

/** Equal on all replicas: one name and crc mean the same bytes everywhere. */
export interface PartMeta {
  /** A file name without ending, such as `seg-000000001001-000000002000`. */
  readonly name: string
  /** UTF-8 length of the part's text. */
  readonly bytes: number
  /** CRC-32 of the part's text, 8 hexadecimal digits. */
  readonly crc: string
}

/** With what is in it: compact JSON. */
export interface Part {
  readonly meta: PartMeta
  readonly text: string
}
