// Judges one window when it closes, and keeps of it only the state in which the next one begins. So a run of
// any length needs the memory of one window.

import type { AccountList } from '../../../shared/protocol/bank.ts'
import type { GroupName, Offset } from '../../../shared/ids.ts'
import type { StoredText } from '../../checker/checks/messages.ts'
import type { HistoryEvent } from '../../checker/history.ts'
import type { Verdict } from '../../checker/linearizable.ts'
import type { Balances } from '../../checker/models/bank.ts'
import type { DirectoryState } from '../../checker/models/directory.ts'
import type { PartitionState } from '../../checker/models/partition.ts'
import type { Operation } from '../../checker/operations.ts'
import { checkLogOrder } from '../../checker/checks/log-order.ts'
import { checkMessages } from '../../checker/checks/messages.ts'
import { checkAccounts, checkHeld } from '../../checker/checks/money.ts'
import { checkOperations, describeWindow } from '../../checker/linearizable.ts'
import { bankModel } from '../../checker/models/bank.ts'
import { EMPTY_DIRECTORY, directoryModel } from '../../checker/models/directory.ts'
import { EMPTY_PARTITION, partitionModel } from '../../checker/models/partition.ts'
import { operationsOf } from '../../checker/operations.ts'
import { nextDirectory } from './directory-state.ts'
import type { Check, Scoreboard } from './scoreboard.ts'

export interface PartitionEnd {
  /** What was stored since the last quiet point. */
  readonly stored: readonly StoredText[]
  readonly consumers: ReadonlyMap<number, Offset>
}

export class Judge {
  readonly #scores: Scoreboard
  #balances: Balances = new Map()
  #held = 0
  readonly #partitions = new Map<GroupName, PartitionState>()
  #directory: DirectoryState = EMPTY_DIRECTORY
  #hardest = 0

  constructor(scores: Scoreboard) {
    this.#scores = scores
  }

  /** Most steps that one window took, for those who set the budget. */
  get hardest(): number {
    return this.#hardest
  }

  bank(history: readonly HistoryEvent[], end: AccountList): void {
    const operations = operationsOf(history)
    const { held } = end.totals
    this.#scores.checkedAll(
      ['money is conserved', 'nothing is negative'],
      [...checkAccounts(end, 'at a quiet point'), ...checkHeld(operations, this.#held, held)],
    )
    this.#inOrder(operations)
    this.#settle('the bank is linearizable', checkOperations(bankModel(this.#balances), operations))
    this.begin(end)
  }

  /** The bank before the first window. */
  begin({ accounts, totals }: AccountList): void {
    const byAge = [...accounts].sort((a, b) => a.number - b.number)
    this.#balances = new Map(byAge.map(({ account, balance }) => [account, balance]))
    this.#held = totals.held
  }

  partitions(history: readonly HistoryEvent[], ends: ReadonlyMap<GroupName, PartitionEnd>): void {
    const operations = operationsOf(history)
    const model = partitionModel(this.#partitions)
    const refused = refusedTexts(history)
    for (const [partition, { stored }] of ends) {
      const own = operations.filter((each) => model.part(each) === partition)
      this.#inOrder(own)
      this.#scores.checkedAll(
        [
          'no acknowledged write is lost',
          'no message twice',
          'refused is not done',
          'offsets are contiguous',
          'one offset, one value',
          'polls go forward',
        ],
        checkMessages(own, this.#allKnown(partition, stored), refused),
      )
    }
    this.#settle('partitions are linearizable', checkOperations(model, operations))
    for (const [partition, end] of ends) this.#partitions.set(partition, this.#nextPartition(partition, end))
  }

  directory(history: readonly HistoryEvent[], topics: readonly string[]): void {
    const operations = operationsOf(history)
    this.#inOrder(operations)
    this.#settle(
      'the directory is linearizable',
      checkOperations(directoryModel(this.#directory), operations),
    )
    this.#directory = nextDirectory(this.#directory, operations, topics)
  }

  beginDirectory(topics: readonly string[]): void {
    this.#directory = { ...EMPTY_DIRECTORY, topics: [...topics].sort() }
  }

  #inOrder(operations: readonly Operation[]): void {
    this.#scores.checkedAll(['the log goes forward', 'once'], checkLogOrder(operations))
  }

  #settle(check: Check, found: Verdict): void {
    this.#hardest = Math.max(this.#hardest, found.steps)
    if (found.verdict === 'ok') this.#scores.checked(check)
    else if (found.verdict === 'illegal') this.#scores.checked(check, [describeWindow(found.window)])
    else this.#scores.undecided(check, `undecided after ${found.steps} steps ${found.part}`)
  }

  /** What consumers may still be given lies before this window too. */
  #allKnown(partition: GroupName, stored: readonly StoredText[]): readonly StoredText[] {
    const { before, messages } = this.#partitions.get(partition) ?? EMPTY_PARTITION
    return [...messages.map((message, at) => ({ offset: before + 1 + at, message })), ...stored]
  }

  #nextPartition(partition: GroupName, { stored, consumers }: PartitionEnd): PartitionState {
    const all = this.#allKnown(partition, stored)
    const before = Math.min(...consumers.values(), all.at(-1)?.offset ?? 0)
    return {
      before,
      messages: all.filter(({ offset }) => offset > before).map(({ message }) => message),
      consumers,
    }
  }
}

/** Texts of appends that certainly failed: they must not be found. */
function refusedTexts(history: readonly HistoryEvent[]): ReadonlySet<string> {
  const failed = new Set(history.filter(({ type }) => type === 'fail').map(({ process }) => process))
  const begun = history.filter(
    ({ type, f, process }) => type === 'invoke' && f === 'append' && failed.has(process),
  )
  return new Set(begun.flatMap(({ value }) => textsOf(value)))
}

const textsOf = (value: unknown): readonly string[] => {
  const messages: unknown =
    typeof value === 'object' && value !== null && 'messages' in value ? value.messages : []
  return Array.isArray(messages) ? messages.map(String) : []
}
