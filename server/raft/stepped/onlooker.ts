// Who is told of everything that happens in such a cluster, while it happens. An onlooker only listens: the same story
// goes the same way whether somebody looks or not.

import type { Effects, Input, Message, MessageOf, SnapMeta } from '../types.ts'
import type { SteppedReplica } from './replica.ts'

/** Its way is cut; nobody is there; somebody took it off the wire. */
export type Loss = 'cut' | 'down' | 'dropped'

export interface Onlooker {
  /** A life begins, from what its files hold. */
  started(replica: SteppedReplica): void
  crashed(id: number): void
  /** One direction; `healed` ends all of them. */
  cut(from: number, to: number): void
  healed(): void
  stepped(id: number, input: Input, effects: Effects): void
  sent(msg: Message): void
  /** Before the step that it leads to. */
  arrived(msg: Message): void
  lost(msg: Message, why: Loss): void
  /** Its machine is in files now. The core does not know of them yet. */
  saved(id: number, meta: SnapMeta): void
  /** What an offer stands for is on the way beside the messages, and arrives now or never. */
  streamed(offer: MessageOf<'snap'>, arrives: boolean): void
}
