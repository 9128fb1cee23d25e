// Orders of the control server, each acknowledged once it is in effect.

import type { Downlink } from '../../shared/protocol/uplink.ts'
import type { Result } from '../../shared/result.ts'
import { unreachable } from '../../shared/assert.ts'
import { err, ok } from '../../shared/result.ts'
import type { RunningHost } from './host.ts'
import type { UplinkPipe } from './uplink.ts'

type Obeying = Pick<
  RunningHost,
  'applyClock' | 'setRules' | 'fireTimeout' | 'handOver' | 'touchFrame' | 'releaseHeld' | 'forgetPeer'
>

export function followDownlink(pipe: UplinkPipe, host: Obeying): void {
  const answer = (id: number, done: Result<null, string>): void =>
    pipe.send(done.ok ? { t: 'ack', id, ok: true } : { t: 'ack', id, ok: false, message: done.error })
  pipe.onDownlink((message) => {
    if (message.t !== 'transfer') return answer(message.id, obey(message, host))
    void host.handOver(message.group, message.to).then((done) => answer(message.id, done))
  })
}

function obey(message: Exclude<Downlink, { t: 'transfer' }>, host: Obeying): Result<null, string> {
  switch (message.t) {
    case 'clock':
      return host.applyClock(message.clock) ? ok(null) : err('a newer clock is in effect')
    case 'rules':
      host.setRules(message.rules)
      return ok(null)
    case 'timeout':
      return host.fireTimeout(message.group)
    case 'frame':
      return host.touchFrame(message.to, message.number, message.deed)
    case 'release':
      host.releaseHeld(message.to)
      return ok(null)
    case 'forget':
      host.forgetPeer(message.node)
      return ok(null)
    case 'busy':
    case 'disk':
      return err('this is an order for the process, and its host was asked')
    default:
      return unreachable(message)
  }
}
