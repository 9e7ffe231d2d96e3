/** A trainer to be killed: learns from a store that does not change any more and keeps its state every few steps. Prints each step; ends when all is learned. Run by trainer-crash.test.ts. */
import { writeSync } from 'node:fs'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { sqliteStore } from '../store/sqlite.ts'
import { createTrainer } from './trainer.ts'

/** Steps between two times at which the state is written. */
const KEPT_EVERY = 3
const [store = '', file = '', now = '0'] = process.argv.slice(2)
const reads = sqliteStore({ file: store, readOnly: true, synchronous: 'normal' })
let told = 0
const trainer = createTrainer({
  ws: 'demo' as WorkspaceId,
  reads,
  file,
  clock: () => Number(now) as Instant,
  async write(arrivals) {
    told += arrivals.length
    return true
  },
})
let steps = 0
for (let quiet = 0; quiet < 3; ) {
  quiet = (await trainer.step()) ? 0 : quiet + 1
  if (steps++ % KEPT_EVERY === 0) trainer.save()
  writeSync(1, `step ${told}\n`)
}
const courses = trainer.state().class?.courses ?? []
const learned = courses.map((one) => one && [one.examples, one.positives, one.race.champion, one.promotions, one.record().p.slice(-200)])
writeSync(1, `${JSON.stringify(learned)}\n`)
await reads.close()
