// Names in the DOM that the browser stories rely on: the one place web and e2e share. Attributes beside
// them are state, never style; they change only together with the stories.

export const testIds = {
  /** data-mode, data-rate, data-seq, data-run, data-connection, data-rights, data-ready */
  app: 'app',
  /** data-node, data-kind, data-process, data-role, data-term, data-leader = confirmed | believes | none */
  node: 'node',
  /** data-from, data-to, data-link, data-rules, data-rate */
  link: 'link',
  /** data-group, data-leader-node, data-term, data-commit, data-voters-up */
  group: 'group',
  /** data-group, data-node, data-role, data-term, data-last, data-commit, data-applied, data-match, data-next */
  replica: 'replica',
  /** data-index, data-term, data-committed, data-durable */
  entry: 'entry',
  /** data-index, data-from, data-to: the messages an entry of a partition stored */
  offset: 'offset',
  /** data-node, data-to: the entries that live in a replica's snapshot only */
  snapshot: 'snapshot',
  /** data-in-flight, data-held, data-not-shown */
  flights: 'flights',
  feed: 'feed',
  /** data-event, data-seq, data-node, data-group */
  event: 'event',
  /** data-sum, data-expected, data-ok */
  money: 'money',
  /** data-account, data-node, data-balance, data-applied */
  balance: 'balance',
  faults: 'faults',
  /** data-fault, data-id */
  fault: 'fault',
  healAll: 'heal-all',
  /** data-frame */
  heldFrame: 'held-frame',
  partitionForm: 'partition-form',
  nodeCard: 'node-card',
  /** one per way to stop a node: data-action = stop | kill | powercut | freeze | thaw | start */
  nodeAction: 'node-action',
  linksTable: 'links-table',
  /** data-from, data-to: the switch of one direction */
  linkSwitch: 'link-switch',
  wall: 'wall',
  /** data-group, data-node, data-role, data-term */
  wallCell: 'wall-cell',
  /** data-atm, data-state = connecting | ready | gone */
  terminal: 'terminal',
  /** the accessible text of the terminal's last lines */
  terminalLog: 'terminal-log',
  /** data-ok: the row of checks, always in sight */
  invariants: 'invariants',
  /** data-invariant, data-standing = holds | broken | unchecked, data-checked */
  invariant: 'invariant',
  /** data-detail = ring | timers | logs | indices */
  detail: 'detail',
  /** The field of "go to" and what it could mean. */
  goTo: 'go-to',
  clock: 'clock',
  notice: 'notice',
  /** data-t, data-place, data-events, data-runs, data-speed: the recording that is drawn */
  replay: 'replay',
  /** data-state = asked | known | failed: the list of lessons */
  lessons: 'lessons',
  /** data-lesson: one of the list, to be pressed */
  lessonChoice: 'lesson-choice',
  /** data-lesson, data-step, data-steps, data-step-state = ready | plays | over: the lesson that is played */
  lesson: 'lesson',
  /** data-step, data-old: the words of the step that is shown, or the last that were said */
  narration: 'narration',
  /** A file that is read, or why it cannot be played. */
  opening: 'opening',
  connection: 'connection',
} as const
