// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { foldAll } from '../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import type { Batch, Snapshot } from '../../shared/protocol/control.ts'
import { SOCKET_PATH } from '../../shared/protocol/control.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import { forgetReached, useCluster } from '../store/cluster.ts'
import { connect } from './socket.ts'

/** Stands for Socket.io: what the server says is called by hand, what the page says is written down. */
const { socket, io } = vi.hoisted(() => {
  const listeners = new Map<string, (...args: readonly unknown[]) => void>()
  const said: string[] = []
  const made = {
    listeners,
    said,
    on: (name: string, listener: (...args: readonly unknown[]) => void) => listeners.set(name, listener),
    emit: (name: string) => said.push(name),
  }
  return { socket: made, io: vi.fn(() => made) }
})
vi.mock('socket.io-client', () => ({ io }))

const EVENTS = demoEvents()
let frames: (() => void)[] = []
let now = 0
let hidden = false

const tell = (name: string, ...args: readonly unknown[]): void => socket.listeners.get(name)?.(...args)
const nextFrame = (): void => {
  for (const frame of frames.splice(0)) frame()
}
const snapshot = (seq: number): Snapshot => ({
  view: foldAll(EMPTY_VIEW, EVENTS.slice(0, seq)),
  story: [],
  repeats: {},
  rights: 'drive',
  run: 'one',
  version: '0',
})
const batch = (from: number, to: number): Batch => ({
  from,
  to,
  at: 0,
  wallAt: 0,
  events: EVENTS.filter(({ seq }) => seq >= from && seq <= to),
})
const seqNow = (): number => useCluster.getState().view.seq

beforeEach(() => {
  frames = []
  now = 0
  hidden = false
  socket.said.length = 0
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame))
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden)
  useCluster.setState({ run: null, view: EMPTY_VIEW, connection: 'connecting' })
  forgetReached()
  connect()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('it connects to the control server by a websocket and asks for nothing by itself', () => {
  expect(io).toHaveBeenCalledWith({ path: SOCKET_PATH, transports: ['websocket'] })
  expect(socket.said).toEqual([])
})

test('a snapshot is the picture at once, a batch with the next frame', () => {
  tell('snapshot', snapshot(10))
  expect(seqNow()).toBe(10)
  expect(useCluster.getState().connection).toBe('open')
  tell('batch', batch(11, 20), () => {})
  expect(seqNow()).toBe(10)
  nextFrame()
  expect(seqNow()).toBe(20)
})

test('every batch is acknowledged, so that the server does not call this page too slow', () => {
  const acknowledge = vi.fn()
  tell('snapshot', snapshot(10))
  tell('batch', batch(11, 12), acknowledge)
  tell('batch', batch(99, 100), acknowledge)
  expect(acknowledge).toHaveBeenCalledTimes(2)
})

test('a missed batch asks for a snapshot once, and again after the next gap', () => {
  tell('snapshot', snapshot(10))
  tell('batch', batch(15, 16), () => {})
  tell('batch', batch(17, 18), () => {})
  expect(socket.said).toEqual(['resync'])
  tell('snapshot', snapshot(18))
  tell('batch', batch(25, 26), () => {})
  expect(socket.said).toEqual(['resync', 'resync'])
})

test('a hidden tab folds nothing and asks for a snapshot when it is shown', () => {
  tell('snapshot', snapshot(10))
  hidden = true
  tell('batch', batch(11, 20), () => {})
  nextFrame()
  expect(seqNow()).toBe(10)
  hidden = false
  document.dispatchEvent(new Event('visibilitychange'))
  expect(socket.said).toContain('resync')
})

test('silence is called a lost connection, and the next word ends it', () => {
  tell('snapshot', snapshot(10))
  now = 4_001
  nextFrame()
  expect(useCluster.getState().connection).toBe('lost')
  tell('batch', batch(11, 11), () => {})
  expect(useCluster.getState().connection).toBe('open')
})

test('a closed connection is told at once', () => {
  tell('snapshot', snapshot(10))
  tell('disconnect')
  expect(useCluster.getState().connection).toBe('lost')
})
