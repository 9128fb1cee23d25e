// What processes cost, read from /proc: processor time and resident memory. Linux only; elsewhere null.

import { readFileSync } from 'node:fs'

/** The kernel counts processor time in hundredths of a second on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

export function cpuSeconds(pids: readonly number[]): number | null {
  return sum(pids, (pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  })
}

export function residentMegabytes(pids: readonly number[]): number | null {
  return sum(pids, (pid) => {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes ?? Number.NaN) / 1024
  })
}

function sum(pids: readonly number[], read: (pid: number) => number): number | null {
  try {
    return pids.reduce((total, pid) => total + read(pid), 0)
  } catch {
    return null
  }
}
