// Known bugs, each as one small change that puts it back. Ids are those of SPEC.md and of the tests that name
// them. Whoever fixes a bug adds its line: a test that was never seen to fail proves little.

import { ELECTIONS } from './list/elections.mjs'
import { HOSTS } from './list/hosts.mjs'
import { LOGS } from './list/logs.mjs'
import { MEMBERS } from './list/members.mjs'
import { READS } from './list/reads.mjs'
import { STORAGE } from './list/storage.mjs'

/** @type {readonly import('./mutate.mjs').Mutation[]} */
export const MUTATIONS = [...ELECTIONS, ...LOGS, ...MEMBERS, ...READS, ...STORAGE, ...HOSTS]
