// Imported first, before anything that needs a newer Node: a sentence instead of a syntax error.

const LOWEST = [20, 19]

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < LOWEST[0] || (major === LOWEST[0] && minor < LOWEST[1])) {
  console.error(
    `raftroom needs Node ${LOWEST.join('.')} or newer, this is ${process.versions.node}: get a newer one from https://nodejs.org`,
  )
  process.exit(1)
}
