// A stand-in for a node in the tests of the control server: keeps what stands on the two pipes, and
// nothing else. The first node of a role claims to lead its group. What it is told, it tells back as events.
// FAKE_NODE picks a behaviour: `deaf` ignores SIGTERM, `failing:<node>` ends that node with exit 71.

import { Socket } from 'node:net'

const config = JSON.parse(process.argv[2] ?? '{}')
const behaviour = process.env.FAKE_NODE ?? ''
const pipe = new Socket({ fd: 3, readable: true, writable: true })
const send = (message) => pipe.write(`${JSON.stringify(message)}\n`)
const tell = (...bodies) => {
  const events = bodies.map((body) => ({ at: 0, wallAt: 0, cause: null, node: config.node, ...body }))
  send({ t: 'events', lost: 0, events })
}
const note = (text) => tell({ kind: 'queue', op: 'broker', text, outcome: 'ok' })

if (behaviour === `failing:${config.node}`) {
  process.stderr.write('the log of this node is damaged\n')
  process.exit(71)
}
process.on('SIGTERM', () => {
  if (behaviour !== 'deaf') process.exit(0)
})
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()

let rest = ''
pipe.setEncoding('utf8').on('data', (chunk) => {
  const lines = (rest + chunk).split('\n')
  rest = lines.pop() ?? ''
  for (const line of lines) {
    const order = JSON.parse(line)
    note(`${order.t} ${JSON.stringify(order.rules ?? order.clock?.rate ?? order.group ?? null)}`)
    send({ t: 'ack', id: order.id, ok: true })
  }
})

send({ t: 'hello', node: config.node, pid: process.pid, life: 1 })
if (config.members.length > 0) {
  const first = config.members[0].node
  const facts = { term: 1, vote: first, leader: first, last: 1, commit: 1, applied: 1, durable: 1, cells: [] }
  tell({
    kind: 'replica',
    group: config.role === 'atm' ? 'atm' : 'managers',
    groupId: config.role === 'atm' ? 2 : 1,
    replica: config.members.find(({ node }) => node === config.node).replica,
    voters: config.members.map(({ node }) => node),
    role: config.node === first ? 'leader' : 'follower',
    ...facts,
  })
}
send({ t: 'ready', ready: true })
