// Who may import whom, as data. A folder may import itself and what its row names; nothing else. Tests
// may use more (the test row), but nothing imports a test.

const NPM = (...names) => names.map((name) => `^node_modules/(@types/)?${name}(/|$)`)
const CORE = 'CORE'
/** Node's own modules: the cruiser names them without a folder. */
const CORE_PATTERN =
  '^(node:)?(assert|async_hooks|buffer|child_process|crypto|dns|events|fs|http|https|inspector|module|net|os|path|perf_hooks|process|readline|stream|string_decoder|timers|tty|url|util|v8|vm|worker_threads|zlib)(/|$)'

const ROWS = [
  { folder: 'shared', may: NPM('zod') },
  { folder: 'server/raft', may: ['^shared/'] },
  { folder: 'server/machines', may: ['^shared/', ...NPM('zod')] },
  { folder: 'server/checker', may: ['^shared/', ...NPM('zod')] },
  { folder: 'server/transport', may: ['^shared/', '^server/raft/types\\.ts$', CORE, ...NPM('zod')] },
  { folder: 'server/storage', may: ['^shared/', '^server/raft/types\\.ts$', CORE, ...NPM('lowdb', 'zod')] },
  {
    folder: 'server/host',
    may: [
      '^shared/',
      '^server/raft/',
      '^server/machines/(machine|loading)\\.ts$',
      '^server/(transport|storage)/port\\.ts$',
      // Pure: how frames are written, and what a timer is.
      '^server/transport/(frame|frame-kinds|[a-z]+-codec|timers)\\.ts$',
      // The type of a pipe.
      '^(node:)?stream$',
    ],
  },
  {
    folder: 'server/sim',
    may: [
      '^shared/',
      '^server/(raft|machines|host)/',
      '^server/(transport|storage)/(memory|port|gate|fs-port)',
      // The real codecs, since the simulator turns bits over in real frames; and how a folder runs.
      '^server/transport/(frame|frame-decoder|[a-z]+-codec)\\.ts$',
      '^server/storage/run-storage\\.ts$',
    ],
  },
  {
    folder: 'server/lessons',
    may: [
      '^shared/',
      '^server/(raft|host)/',
      '^server/machines/machine\\.ts$',
      '^server/storage/port\\.ts$',
      // Pure: what the record of a message says.
      '^server/transport/raft-codec\\.ts$',
    ],
  },
  { folder: 'server/search', may: ['^shared/', '^server/raft/'] },
  { folder: 'server/http', may: ['^shared/', '^server/host/port\\.ts$', CORE, ...NPM('zod')] },
  ...['broker', 'manager', 'atm'].map((role) => ({
    folder: `server/${role}`,
    may: ['^shared/', '^server/(host|http|machines)/', '^server/storage/port\\.ts$', ...NPM('zod')],
  })),
  { folder: 'server/control', may: ['^shared/', CORE, ...NPM('express', 'socket\\.io', 'zod')] },
  {
    folder: 'server/(processes|cli|bench)',
    may: ['^shared/', '^server/', '^atm-sim/', CORE, ...NPM('commander', 'zod')],
  },
  {
    folder: 'server/launch',
    // Which processes a cluster has, and whether one lives.
    may: ['^shared/', '^server/control/(process-facts|run-file)\\.ts$', CORE, ...NPM('zod')],
  },
  { folder: 'server/chaos', may: ['^shared/', '^server/(checker|launch)/', CORE, ...NPM('zod')] },
  { folder: 'atm-sim', may: ['^shared/', CORE] },
  { folder: 'web/scene', may: ['^shared/', ...NPM('d3-[a-z]+')] },
  { folder: 'web/store', may: ['^shared/', '^web/link/', ...NPM('zustand', 'react')] },
  { folder: 'web/link', may: ['^shared/', '^web/store/', ...NPM('socket\\.io-client')] },
  { folder: 'web/ui', may: ['^shared/', ...NPM('react', 'react-dom')] },
  {
    folder: 'web/stage',
    may: ['^shared/', '^web/(scene|store|ui)/', ...NPM('react', 'react-dom', 'zustand', 'd3-[a-z]+')],
  },
  {
    folder: 'web/panels',
    may: [
      '^shared/',
      '^web/(scene|store|ui)/',
      '^atm-sim/terminal/',
      ...NPM('react', 'react-dom', 'zustand', '@xterm', 'd3-[a-z]+'),
    ],
  },
  {
    folder: 'web/app',
    may: [
      '^shared/',
      '^web/',
      '^atm-sim/terminal/',
      ...NPM('react', 'react-dom', 'zustand', '@fontsource', '@fontsource-variable'),
    ],
  },
  {
    folder: 'e2e',
    may: [
      '^shared/',
      CORE,
      ...NPM('@playwright/test', 'playwright', 'playwright-core', '@axe-core/playwright'),
    ],
  },
]

/** Tests, and what only tests and the simulator use: twins, stand-ins, suites, generators of values. */
const TEST_FILES = [
  '\\.(test|contract|arbitrary|fixture)\\.tsx?$',
  '/(fake|test|contract|memory|virtual)-[a-z-]+\\.(ts|mjs)$',
  '/(memory|virtual)\\.ts$',
  '^server/endpoints/',
]
const patterns = (may) => may.map((one) => (one === CORE ? CORE_PATTERN : one))

const onlyWhatTheRowNames = ROWS.map(({ folder, may }) => ({
  name: `${folder} imports too much`,
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: TEST_FILES },
  to: { pathNot: [`^${folder}/`, ...patterns(may)] },
}))

module.exports = {
  forbidden: [
    ...onlyWhatTheRowNames,
    {
      name: 'no circular imports',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing imports a test',
      severity: 'error',
      from: { pathNot: TEST_FILES },
      to: { path: '\\.test\\.tsx?$' },
    },
    {
      name: 'only tests use what is made for tests',
      severity: 'error',
      from: { pathNot: [...TEST_FILES, '^server/raft/testing/'] },
      to: { path: '^server/raft/testing/' },
    },
    {
      name: 'nothing is missing',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '/dist/server/' },
    },
    {
      name: 'the page knows no server',
      severity: 'error',
      from: { path: '^(web|atm-sim|shared)/' },
      to: { path: '^server/' },
    },
    {
      name: 'the stories know no insides',
      severity: 'error',
      from: { path: '^e2e/' },
      to: { path: '^(server|web|atm-sim)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types count: who knows whose words is what the table is about.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
}
