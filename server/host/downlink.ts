// Orders of the control server, each acknowledged once it is in effect.

import type { Downlink } from '../../shared/protocol/uplink.ts'
import type { Result } from '../../shared/result.ts'
import { unreachable } from '../../shared/assert.ts'
import { err, ok } from '../../shared/result.ts'
import type { RunningHost } from './host.ts'
import type { UplinkPipe } from './uplink.ts'

type Obeying = Pick<RunningHost, 'applyClock' | 'setRules' | 'fireTimeout' | 'retell'>

export function followDownlink(pipe: UplinkPipe, host: Obeying): void {
  pipe.onDownlink((message) => {
    const done = obey(message, host)
    if (done.ok) pipe.send({ t: 'ack', id: message.id, ok: true })
    else pipe.send({ t: 'ack', id: message.id, ok: false, message: done.error })
  })
}

function obey(message: Downlink, host: Obeying): Result<null, string> {
  switch (message.t) {
    case 'clock':
      return host.applyClock(message.clock) ? ok(null) : err('a newer clock is in effect')
    case 'rules':
      host.setRules(message.rules)
      return ok(null)
    case 'timeout':
      return host.fireTimeout(message.group)
    case 'resend':
      host.retell()
      return ok(null)
    default:
      return unreachable(message)
  }
}
