// Known bugs, each as one small change that puts it back. Ids B are those of SPEC.md and of the tests that name
// them, W are bugs of a log format, F bugs that were found here. Whoever fixes a bug adds its line: a test that
// was never seen to fail proves little.

import { ELECTIONS } from './list/elections.mjs'
import { FOUND } from './list/found.mjs'
import { HOSTS } from './list/hosts.mjs'
import { LOGS } from './list/logs.mjs'
import { MEMBERS } from './list/members.mjs'
import { READS } from './list/reads.mjs'
import { STORAGE } from './list/storage.mjs'

/** @type {readonly import('./mutate.mjs').Mutation[]} */
export const MUTATIONS = [...ELECTIONS, ...LOGS, ...MEMBERS, ...READS, ...STORAGE, ...HOSTS, ...FOUND]
