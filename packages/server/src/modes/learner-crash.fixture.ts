/**
 * A process that learns from a log and takes snapshots all the time, to be killed at any moment: `node learner-crash.fixture.ts STORE SNAPSHOT CHANGES`. Its first
 * champion is bad on purpose, so that there is a promotion. Prints the hash of what it knows when the log is at its end.
 */
import { appendFileSync } from 'node:fs'
import type { Learning } from '../learning/fold.ts'
import { WS } from '../learning/fixture.ts'
import { createLearner } from '../learning/learner.ts'
import { openLearners } from '../learning/learners.ts'
import { startService } from '../learning/service.ts'
import { readSnapshot } from '../learning/snapshot.ts'
import { sqliteStore } from '../store/sqlite.ts'

const [store = '', file = '', changes = ''] = process.argv.slice(2)
const STUBBORN: Learning = { id: 'stubborn', predict: (arms) => arms.map(() => ({ p: 0.9, n: 1 })), learn: () => {}, snapshot: () => new Uint8Array(0), restore: () => {} }

const reads = sqliteStore({ file: store, readOnly: true, synchronous: 'normal' })
const found = readSnapshot(file)
const learner = createLearner({ ws: WS, reads, learners: [STUBBORN, ...openLearners()], snapshot: found.is === 'read' ? found.snapshot : null })
const end = (await reads.last(WS)).position
process.stdout.write(`from ${found.is} ${learner.position()}\n`)
const service = startService({
  ws: WS,
  learner,
  reads,
  file,
  snapshotEachMs: 1,
  now: () => Date.now(),
  announce(change) {
    appendFileSync(changes, `${change.nr} ${change.from} ${change.to}\n`)
    learner.announced(change.nr)
  },
  failed(why) {
    throw why
  },
  progress() {
    if (learner.position() < end) return
    setTimeout(() => void service.stop().then(() => process.stdout.write(`done ${learner.digest()}\n`)).then(() => process.exit(0)), 0)
  },
})
