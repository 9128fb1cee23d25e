// One control server with stand-ins for all tests of a file.

import { afterAll, beforeAll } from 'vitest'
import type { RunningControl } from './control.ts'
import { newFolder, removeFolder, startedFake } from './fake-cluster.ts'

/** Its address and folder, once the tests run. */
export function fakeForAll(): Pick<RunningControl, 'url' | 'data'> {
  const folder = newFolder()
  let running: RunningControl
  beforeAll(async () => {
    running = await startedFake(folder)
    await running.ready
  })
  afterAll(async () => {
    await running.stop()
    removeFolder(folder)
  })
  return {
    get url() {
      return running.url
    },
    get data() {
      return running.data
    },
  }
}
