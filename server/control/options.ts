// What `npm start -- ...` understands. One table: a flag, the same name in the environment as
// RAFTROOM_..., its default and what it allows. A flag wins over the environment.

import type { Result } from '../../shared/result.ts'
import { MAX_BROKERS } from '../../shared/protocol/limits.ts'
import { err, ok } from '../../shared/result.ts'
import { STORAGE_KINDS } from '../../shared/storage-kind.ts'
import type { StorageKind } from '../../shared/storage-kind.ts'

export type Profile = 'live' | 'classroom' | 'slow'

/** Rates of the cluster clock: heartbeat 50 ms, 500 ms and 2.5 s. */
export const PROFILES: Readonly<Record<Profile, number>> = { live: 1, classroom: 0.1, slow: 0.02 }

/** What a rate that one of them has is called. */
export const profileOf = (rate: number): string =>
  Object.entries(PROFILES).find(([, each]) => each === rate)?.[0] ?? String(rate)

export interface ControlOptions {
  /** 0: any free ports, for the nodes too. */
  readonly port: number
  readonly host: string
  /** Null: as the data folder has it, else the default. */
  readonly managers: number | null
  readonly brokers: number | null
  readonly atms: number | null
  readonly data: string
  readonly fresh: boolean
  readonly profile: Profile
  /** Null: another one at every start. */
  readonly seed: number | null
  /** Entries of one group between two snapshots. Null: as many as one log file holds. */
  readonly snapshots: number | null
  /** Null: as the data folder has it, else the usual one. */
  readonly storage: StorageKind | null
  readonly empty: boolean
  readonly open: boolean
  readonly json: boolean
}

/** Members of one Raft group: more than seven copies only slow each other down. */
const MAX_MEMBERS = 7
/** Above it the log that a start reads again would hold proposals up anyway. */
const MAX_SNAPSHOTS = 10_000
/** The nodes' ports lie up to 400 above the first. */
const MAX_FIRST_PORT = 65_000

type Rule =
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly what: string }
  | { readonly kind: 'text'; readonly what: string }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'switch' }

const number = (max: number, what: string, min = 0): Rule => ({ kind: 'number', min, max, what })

const RULES: Readonly<Record<keyof ControlOptions, Rule>> = {
  port: number(MAX_FIRST_PORT, `a port from 1 to ${MAX_FIRST_PORT}, or 0 for any free ones`),
  host: { kind: 'text', what: 'an address to listen on' },
  managers: number(MAX_MEMBERS, `a number from 0 to ${MAX_MEMBERS}`),
  brokers: number(MAX_BROKERS, `a number from 0 to ${MAX_BROKERS}`),
  atms: number(MAX_MEMBERS, `a number from 0 to ${MAX_MEMBERS}`),
  data: { kind: 'text', what: 'a folder' },
  fresh: { kind: 'switch' },
  profile: { kind: 'choice', of: Object.keys(PROFILES) },
  storage: { kind: 'choice', of: STORAGE_KINDS },
  seed: number(2 ** 31 - 1, 'a whole number from 0 to 2147483647'),
  snapshots: number(MAX_SNAPSHOTS, `a number from 1 to ${MAX_SNAPSHOTS}`, 1),
  empty: { kind: 'switch' },
  open: { kind: 'switch' },
  json: { kind: 'switch' },
}

/** What `--help` prints. */
export function optionsHelp(): string {
  const rows = Object.entries(RULES).map(([name, rule]) => {
    const value = rule.kind === 'switch' ? '' : ' <value>'
    return `  ${`--${name}${value}`.padEnd(22)}${ABOUT[name] ?? ''} (${allowed(rule)})`
  })
  return [
    'Starts the cluster and its dashboard. Each option can also be set as RAFTROOM_<NAME>.',
    '',
    ...rows,
    '',
    'Example:',
    '  npm start -- --port 9400 --brokers 5 --fresh',
  ].join('\n')
}

const ABOUT: Readonly<Partial<Record<string, string>>> = {
  port: 'the dashboard; the nodes listen above it; default 8400',
  host: 'default 127.0.0.1: this computer only',
  managers: 'default 3',
  brokers: 'default 4',
  atms: 'default 3',
  data: 'where all files are; default ./data',
  fresh: 'set the old data aside and begin anew',
  profile: 'pace of the cluster clock; default live',
  seed: 'chance of elections and faults',
  snapshots: 'entries of a group between two snapshots; default 4096',
  storage: 'how nodes keep their logs: lines appended, or documents rewritten; default log',
  empty: 'no demo topic and accounts',
  open: 'open a browser',
  json: 'one JSON line when ready, nothing else on standard output',
}

type Values = Partial<Record<string, string | number | boolean>>

/** The options, or one sentence about the first thing that is wrong. */
export function parseOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Result<ControlOptions, string> {
  const values: Values = {}
  for (const [name, rule] of Object.entries(RULES)) {
    const variable = `RAFTROOM_${name.toUpperCase()}`
    const text = env[variable]
    if (text === undefined || text === '') continue
    const value = read(variable, rule, text)
    if (!value.ok) return value
    values[name] = value.value
  }
  const given = readFlags(argv)
  return given.ok ? ok(withDefaults({ ...values, ...given.value })) : given
}

function readFlags(argv: readonly string[]): Result<Values, string> {
  const values: Values = {}
  const rest = [...argv]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [flag = '', inline] = word.split(/=(.*)/s, 2)
    if (flag === '--no-open' && inline === undefined) values['open'] = false
    else {
      const name = flag.slice(2)
      const rule = flag.startsWith('--') ? ruleOf(name) : undefined
      if (rule === undefined) return err(`unknown option ${word}: ${known()}`)
      const text = inline ?? (rule.kind === 'switch' ? 'true' : rest.shift())
      if (text === undefined || text === '') return err(`${flag} needs a value: ${allowed(rule)}`)
      const value = read(flag, rule, text)
      if (!value.ok) return value
      values[name] = value.value
    }
  }
  return ok(values)
}

const ruleOf = (name: string): Rule | undefined =>
  Object.entries(RULES).find(([option]) => option === name)?.[1]

const known = (): string =>
  `use ${Object.keys(RULES)
    .map((name) => `--${name}`)
    .join(', ')}`

function allowed(rule: Rule): string {
  if (rule.kind === 'switch') return 'true or false'
  return rule.kind === 'choice' ? `one of ${rule.of.join(', ')}` : rule.what
}

function read(name: string, rule: Rule, text: string): Result<string | number | boolean, string> {
  const wrong = err(`${name} is ${text}: it must be ${allowed(rule)}`)
  switch (rule.kind) {
    case 'number': {
      const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
      return value >= rule.min && value <= rule.max ? ok(value) : wrong
    }
    case 'text':
      return ok(text)
    case 'choice':
      return rule.of.includes(text) ? ok(text) : wrong
    case 'switch':
      if (['true', '1', 'yes'].includes(text)) return ok(true)
      return ['false', '0', 'no'].includes(text) ? ok(false) : wrong
  }
}

function withDefaults(values: Values): ControlOptions {
  const numberOf = (name: string): number | null => {
    const value = values[name]
    return typeof value === 'number' ? value : null
  }
  const textOf = (name: string, otherwise: string): string => {
    const value = values[name]
    return typeof value === 'string' ? value : otherwise
  }
  const profile = textOf('profile', 'live')
  return {
    port: numberOf('port') ?? 8400,
    host: textOf('host', '127.0.0.1'),
    managers: numberOf('managers'),
    brokers: numberOf('brokers'),
    atms: numberOf('atms'),
    data: textOf('data', './data'),
    fresh: values['fresh'] === true,
    profile: profile === 'classroom' || profile === 'slow' ? profile : 'live',
    seed: numberOf('seed'),
    snapshots: numberOf('snapshots'),
    storage: STORAGE_KINDS.find((kind) => kind === values['storage']) ?? null,
    empty: values['empty'] === true,
    open: values['open'] === true,
    json: values['json'] === true,
  }
}
