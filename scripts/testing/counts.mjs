// Counts of the runners' JSON reports. A run that wrote no report, or failed without a failed test, counts
// as one failure: nothing is passed by being silent.

/** A file that cannot even be loaded fails without failing a single test: it counts as one. */
export function countVitest(report, code) {
  if (report === null) return { passed: 0, failed: code === 0 ? 0 : 1 }
  const failed = report.numFailedTests + report.testResults.filter(failedWithoutTests).length
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed }
}

const failedWithoutTests = ({ status, assertionResults }) =>
  status === 'failed' && !assertionResults.some((test) => test.status === 'failed')

/** A story that passes only at the second attempt has failed once: flaky counts as failed. */
export function countPlaywright(report, code) {
  if (report === null) return { passed: 0, failed: 1 }
  const { expected, unexpected, flaky } = report.stats
  const failed = unexpected + flaky + (report.errors?.length ?? 0)
  return { passed: expected, failed: failed === 0 && code !== 0 ? 1 : failed }
}
