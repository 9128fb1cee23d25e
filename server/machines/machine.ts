// The port between a host and what its groups replicate. The same entries in the same order give the same
// state and the same replies on every replica: a machine has no clock, no chance and does no I/O.

import type { Json, LogIndex } from '../../shared/ids.ts'
import type { Part, PartMeta } from '../../shared/part-meta.ts'
import type { Loading } from './loading.ts'
import type { Reply } from '../../shared/protocol/request.ts'

export interface Machine {
  /**
   * Carries out one committed command, parsed from the entry's text. Called once per index, in order.
   * A command that does not fit the schema is refused with `bad-request`, the same on every replica:
   * crashing would crash them all, again at every restart. A broken invariant throws.
   */
  apply(command: Json, index: LogIndex): Reply
  /** A short label for the log matrix, such as `withdraw alice 30`. Depends on the command alone. */
  describe(command: Json): string
  /**
   * The state without the texts of its parts. Equal states give equal text under JSON.stringify. Later commands
   * do not change what was handed out, since the host makes its text over several turns.
   */
  snapshot(): Json
  /** Replaces the state by one that `snapshot` gave; its parts count as released. Throws if it is anything else. */
  restore(snapshot: Json): void
  /** The same in steps: the state is replaced by what it returns at the end, whatever was applied meanwhile. */
  restoring(snapshot: Json): Loading
  /**
   * What of the state is sealed for ever and kept beside the snapshot, oldest first. Most machines have none. An index
   * among them stands for all that it names (`shared/part-index.ts`).
   */
  parts(): readonly PartMeta[]
  /** Those that nobody released yet, in the order to write them in: an index comes behind what it names. */
  freshParts(): readonly Part[]
  /** Null once released: then the host has it on its disk. */
  partText(name: string): string | null
  /** The host holds these durably: their texts need not stay in memory. */
  releaseParts(names: readonly string[]): void
}

export type { Reply }
