// Carries out the commands of a transcript on a cluster of cores and says what they print. The same file is a test, a
// story and a lesson, so the commands are few and say what they do.
//
//   cluster 3 [n2=1,1,2@3] [maxInflight=1]   n2 starts with the terms 1 1 2 in its log and term 3
//   campaign n1 · elect n1     its election timer fires · and all goes on until it leads
//   propose n1 "a" [bytes] · read n2 · tick n1|all [count]
//   unreachable n1 n2          the host of n1 says that its connection to n2 is broken
//   deliver [count] [n1>n2] [kind]   what is on the wire now, in order, not what is sent in answer
//   drop ... · copy ...      the same choice: lose it, double it
//   persist n1 [records]     its disk finishes
//   stabilize                all disks finish, everything is delivered, until nothing is left
//   cut n1 n2 | n1>n2 · heal · crash n1 · restart n1 · state · log · progress n1 · wire
//   snapshot n1 · compact n1   its machine goes to files · its core is told, and drops what they cover
//   stream [n1>n2] [fails]   the files of a snapshot on its way arrive, or never do
//   start n4 · conf n1 voters n1,n2 [learners n4] · transfer n1 n2
//   commit n1=5 n2=3 [and n2 n4=1] · vote n1=yes n2=no n3 [and ...]   pictures, without a cluster
// `quiet` behind any of them prints nothing.

import { assert } from '../../shared/assert.ts'
import { SteppedCluster } from '../raft/stepped/cluster.ts'
import { configOf } from '../raft/stepped/boot.ts'
import type { Onlooker } from '../raft/stepped/onlooker.ts'
import type { Effects, Input, Message } from '../raft/types.ts'
import { choiceOf, clusterOf, countOf, idOf, idsOf } from './command-words.ts'
import { effectLines, logText, messageText, progressText, savedText, stateText } from './format.ts'
import { commitPicture, votePicture } from './quorum-picture.ts'

/** More rounds than any story needs: a cluster that does not come to rest is a bug. */
const MAX_ROUNDS = 1_000

/** Inputs that need no name before what they did: the line before tells it. */
const QUIET: ReadonlySet<Input['t']> = new Set(['msg', 'applied', 'snapStored', 'snapStatus'])

type Command = (words: readonly string[]) => void

export class Stage {
  readonly #onlooker: Onlooker | null
  #cluster = new SteppedCluster(0)
  #lines: string[] = []
  /** What each command of the file may be. */
  readonly #commands: Readonly<Record<string, Command>> = {
    cluster: (words) => this.#build(words),
    elect: ([who]) => this.#elect(idOf(who)),
    campaign: ([who]) => this.#watch(() => this.#cluster.campaign(idOf(who))),
    propose: ([who, data = '', bytes]) => this.#propose(idOf(who), data, bytes),
    read: ([who]) => this.#watch(() => this.#cluster.read(idOf(who))),
    tick: ([who, count = '1']) => this.#tick(who, countOf(count)),
    unreachable: ([who, to]) =>
      this.#watch(() => this.#cluster.step(idOf(who), { t: 'unreachable', to: idOf(to) })),
    deliver: (words) => this.#each(words, (msg) => this.#deliver(msg)),
    drop: (words) => this.#each(words, (msg) => this.#drop(msg)),
    copy: (words) => this.#each(words, (msg) => this.#copy(msg)),
    persist: ([who, count]) => this.#persist(idOf(who), count === undefined ? undefined : countOf(count)),
    stabilize: () => this.#stabilize(),
    cut: (words) => this.#cut(words),
    heal: () => this.#cluster.heal(),
    crash: ([who]) => this.#cluster.crash(idOf(who)),
    restart: ([who]) => this.#cluster.restart(idOf(who)),
    snapshot: ([who]) => this.#cluster.snapshot(idOf(who)),
    compact: ([who]) => this.#watch(() => this.#cluster.compact(idOf(who))),
    stream: (words) => this.#stream(words),
    start: ([who]) => this.#cluster.start(idOf(who), configOf(this.#cluster.ids)),
    conf: (words) => this.#configure(words),
    transfer: ([who, to]) => this.#watch(() => this.#cluster.transfer(idOf(who), idOf(to))),
    commit: (words) => commitPicture(words).forEach((line) => this.#say(line)),
    vote: (words) => votePicture(words).forEach((line) => this.#say(line)),
    state: () => this.#forEach((id) => this.#say(stateText(this.#cluster.view(id)))),
    log: () =>
      this.#forEach((id) => this.#say(logText(this.#cluster.view(id), this.#cluster.at(id).entries()))),
    progress: ([who]) => this.#cluster.view(idOf(who)).progress.forEach((of) => this.#say(progressText(of))),
    wire: () => this.#cluster.wire.forEach((msg) => this.#say(messageText(msg))),
  }

  constructor(onlooker: Onlooker | null = null) {
    this.#onlooker = onlooker
  }

  /** As the last command left it. */
  get cluster(): Pick<SteppedCluster, 'ids' | 'view' | 'at' | 'isDown' | 'wire'> {
    return this.#cluster
  }

  /** Carries out one command; gives what it prints. */
  run(line: string): readonly string[] {
    const all = line.split(' ')
    const quiet = all.at(-1) === 'quiet'
    const [verb = '', ...words] = quiet ? all.slice(0, -1) : all
    const command = this.#commands[verb]
    assert(command !== undefined, `no command is called ${verb}`)
    this.#lines = []
    command(words)
    return quiet ? [] : this.#lines
  }

  #say(line: string): void {
    this.#lines.push(line)
  }

  #forEach(show: (id: number) => void): void {
    for (const id of this.#cluster.ids) {
      if (this.#cluster.isDown(id)) this.#say(`n${id} is down`)
      else show(id)
    }
  }

  #build(words: readonly string[]): void {
    const { size, ...setup } = clusterOf(words)
    const printer: Partial<Onlooker> = {
      stepped: (id, input, effects) => this.#print(id, input, effects),
      saved: (id, meta) => this.#say(savedText(id, meta)),
    }
    const onlookers = this.#onlooker === null ? [printer] : [printer, this.#onlooker]
    this.#cluster = new SteppedCluster(size, { ...setup, onlookers })
  }

  #print(id: number, input: Input, effects: Effects): void {
    const lines = effectLines(effects)
    if (lines.length === 0) return
    if (!QUIET.has(input.t)) this.#say(`n${id}`)
    for (const line of lines) this.#say(`  ${line}`)
  }

  /** Runs it, prints its effects, and then what it put on the wire. */
  #watch(run: () => void): void {
    const before = new Set(this.#cluster.wire)
    run()
    for (const msg of this.#cluster.wire) if (!before.has(msg)) this.#say(`  > ${messageText(msg)}`)
  }

  #elect(id: number): void {
    this.#cluster.elect(id)
    this.#lines = [stateText(this.#cluster.view(id))]
  }

  #propose(id: number, data: string, bytes: string | undefined): void {
    assert(/^"[^"]*"$/.test(data), `${data} is no text in quotes`)
    if (bytes === undefined) return this.#watch(() => this.#cluster.propose(id, data))
    this.#watch(() => this.#cluster.propose(id, data, countOf(bytes)))
  }

  #tick(who: string | undefined, count: number): void {
    const ids = who === 'all' ? this.#cluster.ids.filter((id) => !this.#cluster.isDown(id)) : [idOf(who)]
    for (let tick = 0; tick < count; tick += 1) {
      for (const id of ids) this.#watch(() => this.#cluster.tick(id))
    }
  }

  #each(words: readonly string[], act: (msg: Message) => void): void {
    for (const msg of choiceOf(words)(this.#cluster.wire)) act(msg)
  }

  #configure([who, ...words]: readonly string[]): void {
    this.#watch(() =>
      this.#cluster.configure(idOf(who), configOf(idsOf(words, 'voters'), idsOf(words, 'learners'))),
    )
  }

  #stream(words: readonly string[]): void {
    const way = words.find((word) => word.includes('>'))
    const offer = this.#cluster.streams.find((one) => way === undefined || way === `n${one.from}>n${one.to}`)
    assert(offer !== undefined, 'no snapshot is on its way')
    const fails = words.includes('fails')
    this.#say(
      `n${offer.from}>n${offer.to} ${fails ? 'the snapshot does not arrive' : 'the snapshot is all there'}`,
    )
    this.#watch(() => this.#cluster.finishStream(offer, !fails))
  }

  #deliver(msg: Message): void {
    this.#say(messageText(msg) + (this.#cluster.isCut(msg) ? ' (lost)' : ''))
    this.#watch(() => this.#cluster.deliverOne((one) => one === msg))
  }

  #drop(msg: Message): void {
    this.#say(`${messageText(msg)} (dropped)`)
    this.#watch(() => this.#cluster.lose(msg))
  }

  #copy(msg: Message): void {
    this.#say(`${messageText(msg)} (twice)`)
    this.#cluster.copy(msg)
  }

  #persist(id: number, count?: number): void {
    this.#watch(() => {
      assert(this.#cluster.at(id).writesInFlight > 0, `n${id} has nothing to write`)
      this.#cluster.finishWrites(id, count)
    })
  }

  #stabilize(): void {
    for (let busy = true, round = 1; busy; round += 1) {
      assert(round < MAX_ROUNDS, 'the cluster never comes to rest')
      busy = false
      for (const id of this.#cluster.ids) {
        if (this.#cluster.isDown(id) || this.#cluster.at(id).writesInFlight === 0) continue
        this.#say(`n${id} disk`)
        this.#persist(id)
        busy = true
      }
      busy ||= this.#cluster.wire.length > 0 || this.#cluster.streams.length > 0
      this.#each([], (msg) => this.#deliver(msg))
      while (this.#cluster.streams.length > 0) this.#stream([])
    }
  }

  #cut([one = '', other]: readonly string[]): void {
    if (other !== undefined) return this.#cluster.cutBoth(idOf(one), idOf(other))
    const [from, to] = one.split('>')
    this.#cluster.cut(idOf(from), idOf(to))
  }
}
