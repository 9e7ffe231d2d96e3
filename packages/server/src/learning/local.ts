/** The learner in the process that decides, stepped by whoever owns it: for the simulation, tests and tools. The running product gives it a thread (modes/learner-thread). */
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Log } from '../ports/log.ts'
import { createArbiter, type Arbiter } from './arbiter.ts'
import { createLearner, type Learner } from './learner.ts'
import { openLearners, type Named } from './learners.ts'
import type { Snapshot } from './snapshot.ts'
import { toldBy } from './told.ts'

/** A learner and what decisions read of it. */
export interface LocalLearning {
  readonly arbiter: Arbiter
  readonly learner: Learner
  readonly learners: readonly Named[]
  /** Reads what is new, at most so many records, and lets decisions know; answers how many records. */
  step(records?: number): Promise<number>
}

/** Starts it and reads the log to its end, so that the first decision knows everything. */
export async function openLocalLearning(options: {
  readonly ws: WorkspaceId
  readonly reads: Pick<Log, 'read' | 'last'>
  readonly snapshot?: Snapshot | null
  /** The learners' tables have 2^bits places. */
  readonly bits?: number
}): Promise<LocalLearning> {
  const learners = openLearners(undefined, options.bits)
  const learner = createLearner({ ...options, learners })
  const arbiter = createArbiter(learners)
  await learner.step(Number.MAX_SAFE_INTEGER)
  arbiter.adopt(learner.fold.accounts())
  arbiter.tell(toldBy(learner, learners))
  return {
    arbiter,
    learner,
    learners,
    async step(records = Number.MAX_SAFE_INTEGER) {
      const read = await learner.step(records)
      if (read > 0) arbiter.tell(toldBy(learner, learners))
      return read
    },
  }
}
