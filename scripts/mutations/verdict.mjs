// What the end of a suite says about a mutation. Only a claim that failed has caught it: a failed test, or a
// seed that went wrong. A mutant that cannot be loaded or built, or a runner that ends by itself, would look
// like one that is caught by everything; it shows nothing, and its line must be written again.

/**
 * A word that the mutant misspells, or text that is no program: no test has judged what it does. A file that is no
 * JSON any more is what it did.
 */
const BROKEN_MUTANT = /^(ReferenceError\b|SyntaxError\b(?!.*\bJSON\b))/

const invalid = (by) => ({ kind: 'invalid', by })
const LATE = invalid('it never ends')

/** Of vitest; `report` is null when it wrote none. */
export function judgeTests({ code, late, output }, report) {
  if (late) return LATE
  if (report === null) return invalid(`no report: ${lastLine(output)}`)
  const failed = report.testResults.flatMap((file) =>
    file.assertionResults.filter(({ status }) => status === 'failed'),
  )
  const broken = failed.map(messageOf).find((message) => BROKEN_MUTANT.test(message))
  if (broken !== undefined) return invalid(firstLine(broken))
  const [first] = failed
  if (first !== undefined) return { kind: 'caught', by: first.title }
  if (code !== 0) return invalid(`no test failed: ${whyNotRun(report) || lastLine(output)}`)
  return report.numPassedTests > 0 ? { kind: 'missed', by: '' } : invalid('it has no tests')
}

/** Of the simulator, which names the seed that went wrong and what it broke. */
export function judgeSeeds({ code, late, output }) {
  if (late) return LATE
  if (code === 0) return { kind: 'missed', by: '' }
  const found = output.split('\n').find((line) => /^seed \d+: /.test(line))
  return found === undefined
    ? invalid(`no seed went wrong: ${lastLine(output)}`)
    : { kind: 'caught', by: found }
}

/** With `every`, each suite that was asked must have caught it; otherwise one is enough. */
export function judgeAll(outcomes, every) {
  const of = (kind) => outcomes.filter((outcome) => outcome.kind === kind)
  const suites = (some) => some.map(({ suite }) => suite)
  const words = (some) => some.map(({ by }) => by).join(' | ')
  const [caught, missed, broken] = [of('caught'), of('missed'), of('invalid')]
  if (broken.length > 0) return { verdict: 'INVALID', by: `${suites(broken).join(', ')}: ${words(broken)}` }
  if (every ? missed.length === 0 : caught.length > 0)
    return { verdict: suites(caught).join(' '), by: words(caught) }
  return { verdict: 'MISSED', by: `by ${suites(missed).join(', ')} ${words(caught)}`.trim() }
}

export const isHole = (verdict) => ['MISSED', 'STALE', 'INVALID'].includes(verdict)

const messageOf = ({ failureMessages }) => failureMessages?.[0] ?? ''
const whyNotRun = ({ testResults }) =>
  firstLine(testResults.map(({ message }) => message ?? '').find((message) => message !== '') ?? '')
const firstLine = (text) => text.trim().split('\n')[0] ?? ''
const lastLine = (text) => text.trim().split('\n').at(-1) ?? ''
