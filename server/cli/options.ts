// What all commands share: their surroundings, their common options, and how numbers are read.

import type { Command } from 'commander'
import type { NodeId } from '../../shared/ids.ts'
import type { Output } from './output.ts'
import { wrongUsage } from './failure.ts'

export interface HereAsked {
  readonly node: NodeId
  /** As a start has them: --data, --port, --profile. */
  readonly flags: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface HereStreams {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly input: NodeJS.ReadStream
  readonly terminal: NodeJS.WriteStream
  readonly output: Output
  /** Becomes the control server; returns when the cluster is up. */
  readonly start: (argv: readonly string[]) => Promise<void>
  /** Becomes an ATM with its terminal; does not return before both have ended. */
  readonly atmHere: (asked: HereAsked, streams: HereStreams) => Promise<void>
  /** Simulated clusters; answers the exit code. */
  readonly sim: (argv: readonly string[]) => Promise<number>
  readonly version: string
}

/** Form, meaning, example. */
export type NewCommand = (form: string, about: string, example: string) => Command

export const URL_OPTION = [
  '--url <url>',
  'the control server (default: RAFTROOM_URL, ./data/run.json, port 8400)',
] as const
export const NODES_OPTION = [
  '--nodes <host:port,...>',
  'managers or brokers (default: the running managers)',
] as const
export const JSON_OPTION = ['--json', 'one JSON value per line on standard output'] as const

export function wholeNumber(flag: string, text: string, low: number, high: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= low && value <= high))
    throw wrongUsage(`${flag} is ${text}: it must be a whole number from ${low} to ${high}`)
  return value
}

export const optional = (flag: string, text: string | undefined, low: number, high: number): number | null =>
  text === undefined ? null : wholeNumber(flag, text, low, high)
