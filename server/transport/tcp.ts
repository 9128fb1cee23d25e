// The transport over real sockets. One port per process; every node dials every node it knows, and
// learns those that dial it from their hello.

import type { Address } from './dialler.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { Transport, TransportOptions } from './port.ts'
import { Acceptor } from './acceptor.ts'
import { Backoff } from './backoff.ts'
import { Dialler } from './dialler.ts'
import { helloFrame } from './hello.ts'
import { Outbound } from './outbound.ts'
import { PROTOCOL } from './port.ts'

export function createTcpTransport(options: TransportOptions): Transport {
  const { cluster, node, role, start, host, timers, events, random } = options
  /** Told in every hello; 0 until this node listens, and until then it dials nobody. */
  let raftPort = 0
  const addresses = new Map<NodeId, Address>()

  const dialler = (to: NodeId): Dialler =>
    new Dialler({
      timers,
      backoff: new Backoff(random),
      hello: (epoch) =>
        helloFrame(
          { cluster, node, role, to, start, protocol: PROTOCOL, epoch, host, raftPort },
          timers.now(),
        ),
      onState: (state, detail) => events.onLink(to, state, detail),
      onReady: () => outbound.peer(to).link.ready(),
      onLost: () => outbound.peer(to).link.lost(),
    })
  const outbound = new Outbound(options, dialler)

  const meet = (to: NodeId, address: Address): void => {
    addresses.set(to, address)
    if (raftPort !== 0 && to !== node) outbound.peer(to).wire.dialNow(address)
  }
  const acceptor = new Acceptor({
    cluster,
    node,
    timers,
    onHello(hello) {
      outbound.heardOf(hello.node)
      meet(hello.node, { host: hello.host, port: hello.raftPort })
    },
    onFrame(from, frame) {
      outbound.peer(from).link.tally.received(frame.bytes)
      events.onFrame(from, { ...frame, receivedAt: timers.now() })
    },
  })

  return {
    async listen() {
      const listening = await acceptor.listen(host, options.port)
      if (!listening.ok) return listening
      raftPort = listening.value.port
      for (const [to, address] of addresses) meet(to, address)
      return listening
    },
    setPeers(peers) {
      for (const { node: to, host: at, port } of peers)
        if (!outbound.isForgotten(to)) meet(to, { host: at, port })
    },
    forget(to) {
      addresses.delete(to)
      outbound.forget(to)?.close()
    },
    send: (to, frame) => outbound.send(to, frame),
    flush: () => outbound.flush(),
    setRule: (to, rule) => outbound.setRule(to, rule),
    touch: (to, number, deed) => outbound.touch(to, number, deed),
    release: (to) => outbound.release(to),
    retellHeld: () => outbound.retellHeld(),
    setClock: (epoch, rate) => outbound.setClock(epoch, rate),
    reject: (from) => acceptor.reject(from),
    links: () => outbound.links(),
    close() {
      outbound.close()
      for (const wire of outbound.wires()) wire.close()
      return acceptor.close()
    },
  }
}
