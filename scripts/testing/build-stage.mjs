// The build as a stage: tests with real processes and browsers run what is shipped.

import { setUp } from '../setup.mjs'

export const buildStage = () => ({
  name: 'build',
  async run() {
    try {
      await setUp()
      return { passed: 1, failed: 0, output: '' }
    } catch (error) {
      return { passed: 0, failed: 1, output: error.message }
    }
  },
})
