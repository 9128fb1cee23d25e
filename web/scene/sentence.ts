// One plain sentence for each event that tells something: what happened, and why it matters. The feed, the
// live region and tooltips all take their words from here.

import { unreachable } from '../../shared/assert.ts'
import { firstSentence } from '../../shared/first-sentence.ts'
import { INVARIANT_WORDS } from '../../shared/invariants/names.ts'
import type { TraceBodyOf, TraceEvent } from '../../shared/trace.ts'

export function sentence(event: TraceEvent): string {
  switch (event.kind) {
    case 'process':
      return processSentence(event)
    case 'leader':
      return `${event.node} leads ${event.group} in term ${event.term}, with ${event.votes.length} of ${event.voters.length} votes`
    case 'quorumLost':
      return `${event.node} gives up leading ${event.group}: it hears only ${event.heard} of the ${event.needed} it needs`
    case 'role':
      return roleSentence(event)
    case 'term':
      return `${event.node} moves ${event.group} from term ${event.from} to ${event.term}`
    case 'vote':
      return voteSentence(event)
    case 'append':
      return event.cut === null
        ? `${event.node} appended ${event.from}–${event.to} to ${event.group}`
        : `${event.node} threw away entries from ${event.cut} of ${event.group}: they were never committed`
    case 'fault':
      return event.state === 'ended' ? `undid: ${event.text}` : event.text
    case 'clock':
      return clockSentence(event)
    case 'atm':
      return atmSentence(event)
    case 'queue':
      return event.text
    case 'link':
      return linkSentence(event)
    case 'rpc':
      return rpcSentence(event)
    case 'ready':
    case 'disk':
    case 'lost':
      return event.text
    case 'lesson':
      return event.words === '' ? `step ${event.step} of ${event.steps}` : firstSentence(event.words)
    case 'snapshot':
      return snapshotSentence(event)
    case 'membership':
      return membershipSentence(event)
    case 'invariant':
      return invariantSentence(event)
    case 'replica':
      return `${event.node} holds a replica of ${event.group}, ${event.role} in term ${event.term}`
    case 'durable':
      return `${event.node} has ${event.group} on disk up to entry ${event.to}`
    case 'commit':
      return `${event.node} knows ${event.group} committed up to entry ${event.to}`
    case 'apply':
      return `${event.node} applied ${event.group} up to entry ${event.to}`
    case 'balances':
      return `${event.node} shows its balances as of entry ${event.applied}`
    case 'stored':
      return `${event.node} holds ${event.last} messages of ${event.group}`
    case 'directory':
      return `${event.node} knows ${event.topics.length} topics`
    case 'freed':
      return event.frames === null
        ? `what waits between ${event.from} and ${event.to} is told anew`
        : `${event.frames.length} held ${event.frames.length === 1 ? 'frame goes' : 'frames go'} on from ${event.from} to ${event.to}`
    case 'progress':
    case 'timers':
    case 'traffic':
    case 'health':
      return `${event.node} reports ${event.kind}`
    default:
      return unreachable(event)
  }
}

function processSentence(event: TraceBodyOf<'process'>): string {
  switch (event.what) {
    case 'spawned':
      return `${event.node} was started as process ${event.pid ?? '?'}`
    case 'ready':
      return `${event.node} is ready`
    case 'exited':
      return exitSentence(event)
    case 'frozen':
      return `${event.node} is frozen: its sockets stay open, but it answers nobody`
    case 'thawed':
      return `${event.node} runs again`
    case 'removed':
      return `${event.node} was decommissioned: what it held is on other brokers`
    default:
      return unreachable(event.what)
  }
}

function exitSentence({ node, state, lastExit, reason }: TraceBodyOf<'process'>): string {
  if (state === 'killed') return `${node} was killed; what it had written is still on its disk`
  if (state === 'failed')
    return `${node} ended by itself with code ${lastExit?.code ?? '?'}: ${reason ?? 'no reason given'}`
  return `${node} stopped cleanly`
}

function roleSentence({ node, group, role, term, leader, why }: TraceBodyOf<'role'>): string {
  const because = why === '' ? '' : `: ${why}`
  switch (role) {
    case 'preCandidate':
      return `${node} asks whether an election in ${group} could succeed${because}`
    case 'candidate':
      return `${node} asks for votes in ${group}, term ${term}${because}`
    case 'leader':
      return `${node} takes the lead of ${group} in term ${term}`
    case 'follower':
      return leader === null
        ? `${node} follows nobody in ${group}, term ${term}${because}`
        : `${node} follows ${leader} in ${group}, term ${term}`
    default:
      return unreachable(role)
  }
}

function voteSentence({ node, candidate, group, granted, pre, term, why }: TraceBodyOf<'vote'>): string {
  const because = why === '' ? '' : `: ${why}`
  if (pre) {
    return granted
      ? `${node} would vote for ${candidate} in ${group}`
      : `${node} would not vote for ${candidate} in ${group}${because}`
  }
  return granted
    ? `${node} votes for ${candidate} in ${group}, term ${term}`
    : `${node} refuses ${candidate} its vote in ${group}${because}`
}

function snapshotSentence({
  node,
  group,
  what,
  index,
  to,
  from,
  done,
  total,
}: TraceBodyOf<'snapshot'>): string {
  switch (what) {
    case 'taken':
      return `${node} took a snapshot of ${group} up to entry ${index}`
    case 'compacted':
      return `${node} dropped entries of ${group} up to ${index}: the snapshot stands for them`
    case 'offered':
      return `${node} sends ${to ?? 'a follower'} its snapshot of ${group}: the entries it needs are gone`
    case 'installing':
      return `${node} receives a snapshot of ${group} from ${from ?? 'its leader'}, ${done ?? 0} of ${total ?? '?'} pieces`
    case 'installed':
      return `${node} took over the snapshot of ${group} up to entry ${index}`
    default:
      return unreachable(what)
  }
}

function membershipSentence({ node, group, what, voters, learners }: TraceBodyOf<'membership'>): string {
  const learning = learners.length === 0 ? '' : `; learning: ${learners.join(', ')}`
  const members = `${voters.join(', ')} vote${learning}`
  switch (what) {
    case 'proposed':
      return `${node} proposes new members of ${group}: ${members}`
    case 'active':
      return `${node} goes by new members of ${group}: ${members}`
    case 'committed':
      return `the new members of ${group} are committed: ${members}`
    case 'rolledBack':
      return `${node} goes back to the former members of ${group}: ${members}`
    default:
      return unreachable(what)
  }
}

function invariantSentence({ name, ok, checked, evidence }: TraceBodyOf<'invariant'>): string {
  const { title, counts } = INVARIANT_WORDS[name]
  return ok
    ? `${title} holds: ${checked} ${counts}`
    : `${title} is broken: ${evidence ?? 'no evidence given'}`
}

function clockSentence({ rate }: TraceBodyOf<'clock'>): string {
  if (rate === 0) return 'the cluster is paused: timers stand still, frames are held'
  return rate === 1
    ? 'the cluster runs at full speed'
    : `the cluster runs at 1/${Math.round(1 / rate)} of its speed`
}

function atmSentence({ node, text, outcome, code, duplicate }: TraceBodyOf<'atm'>): string {
  switch (outcome) {
    case 'ok':
      return duplicate ? `${node}: ${text} was already done` : `${node}: ${text}`
    case 'refused':
      return `${node} refused ${text}: ${(code ?? 'no reason given').replaceAll('-', ' ')}`
    case 'unknown':
      return `${node} does not know whether ${text} was done`
    default:
      return unreachable(outcome)
  }
}

function linkSentence({ from, to, state }: TraceBodyOf<'link'>): string {
  switch (state) {
    case 'up':
      return `the connection ${from} → ${to} is up`
    case 'connecting':
      return `${from} tries to reach ${to}`
    case 'cut':
      return `the connection ${from} → ${to} is cut`
    case 'gone':
      return `${from} finds nobody at ${to}`
    default:
      return unreachable(state)
  }
}

function rpcSentence({ from, to, type, dropped, held }: TraceBodyOf<'rpc'>): string {
  if (held !== undefined)
    return `${type} from ${from} to ${to} waits: ${held === 'pause' ? 'the cluster is paused' : 'it is held'}`
  if (dropped === undefined) return `${from} sent ${type} to ${to}`
  const why = {
    cut: 'the link is cut',
    loss: 'it was lost',
    overflow: 'the queue was full',
    noConnection: 'nobody answers',
    byHand: 'somebody dropped it',
  }
  return `${type} from ${from} to ${to} never arrived: ${why[dropped]}`
}
