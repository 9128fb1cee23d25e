// A window's file as tests write it: of this very process, unless they say otherwise.

import { factsOf } from './process-facts.ts'
import type { WindowFile } from './windows.ts'

export const ownWindow = (change: Partial<WindowFile> = {}): WindowFile => ({
  node: 'atm-1',
  pid: process.pid,
  started: factsOf(process.pid)?.started ?? '',
  port: 8400,
  clock: { epoch: 3, rate: 1, clusterBase: 0, wallBase: 0, origin: 0 },
  clusterTime: 5_000,
  born: true,
  ...change,
})
