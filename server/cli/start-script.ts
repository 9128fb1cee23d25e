// For commands that start a cluster of their own: what `npm start` runs.

import { fileURLToPath } from 'node:url'

/** As seen from the bundle that this file ends up in. */
export const startScript = (): string => fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url))
