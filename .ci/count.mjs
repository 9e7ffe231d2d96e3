/** Reads a report of vitest and prints `PASSED FAILED SKIPPED`, then the name of each test that failed or was skipped. */
import { existsSync, readFileSync } from 'node:fs'

const file = process.argv[2]
if (!file || !existsSync(file)) console.log('0 1 0\nfailed: there is no report, so the tests did not run to their end')
else {
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const tests = report.testResults.flatMap((suite) => suite.assertionResults.map((one) => ({ ...one, file: suite.name })))
  const count = (...states) => tests.filter((one) => states.includes(one.status)).length
  const broken = report.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.every((one) => one.status !== 'failed'))
  const failed = count('failed') + broken.length
  console.log(`${count('passed')} ${failed === 0 && !report.success ? 1 : failed} ${count('pending', 'skipped', 'todo', 'disabled')}`)
  for (const suite of broken) console.log(`failed: ${suite.name}: ${(suite.message ?? '').split('\n')[0]}`)
  for (const one of tests) {
    if (one.status === 'failed') console.log(`failed: ${one.file}: ${one.fullName}`)
    else if (one.status !== 'passed') console.log(`skipped: ${one.file}: ${one.fullName}`)
  }
}
