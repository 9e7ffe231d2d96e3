/** What becomes of two people's walks when they turn out to be one person. */
import type { Command } from '../event/command.ts'
import { boundedRuns, cancelPlanned } from './journey.ts'
import type { JourneyOutcome, Journeys } from './journey.ts'
import type { Derived } from './steps/step.ts'
import type { JourneyRun, JourneyState } from './types.ts'

/**
 * Both people's journeys as one person's: all runs, but of the open runs of one journey only the one entered first (then the smaller id) stays
 * open, the others are left, `merged`, dated at their own entry so that the outcome does not depend on the order of merges. Entries are counted
 * once each. Commutative; merging a state with itself changes nothing.
 */
export function mergeJourneys(a: JourneyState, b: JourneyState): JourneyState {
  const runs = new Map<string, JourneyRun>()
  const shared = new Map<string, number>()
  for (const run of [...a.runs, ...b.runs]) {
    const rival = runs.get(run.id)
    if (rival) shared.set(run.journey, (shared.get(run.journey) ?? 0) + 1)
    runs.set(run.id, rival ? further(rival, run) : run)
  }
  return { runs: boundedRuns(oneOpenPerJourney([...runs.values()])), entered: mergeEntered(a.entered, b.entered, shared) }
}

/** Of two states of one run the one that is further on; a closed run never opens again, and of two waits the longer holds. */
function further(a: JourneyRun, b: JourneyRun): JourneyRun {
  const rank = progress(a) - progress(b) || a.step - b.step || momentOf(a) - momentOf(b)
  if (rank !== 0) return rank > 0 ? a : b
  return JSON.stringify(a) >= JSON.stringify(b) ? a : b
}

function progress(run: JourneyRun): number {
  return run.is === 'waiting' ? 0 : run.is === 'left' ? 1 : 2
}

function momentOf(run: JourneyRun): number {
  return run.is === 'waiting' ? run.wakeAt : run.at
}

function oneOpenPerJourney(runs: readonly JourneyRun[]): readonly JourneyRun[] {
  const first = new Map<string, JourneyRun>()
  for (const run of runs) {
    if (run.is !== 'waiting') continue
    const rival = first.get(run.journey)
    if (rival === undefined || run.enteredAt < rival.enteredAt || (run.enteredAt === rival.enteredAt && run.id < rival.id)) first.set(run.journey, run)
  }
  return runs.map((run) => (run.is === 'waiting' && first.get(run.journey) !== run ? closeMerged(run) : run))
}

function closeMerged({ id, journey, step, enteredAt, entry, data }: JourneyRun): JourneyRun {
  return { id, journey, step, enteredAt, entry, data, is: 'left', at: enteredAt, why: 'merged' }
}

function mergeEntered(a: JourneyState['entered'], b: JourneyState['entered'], shared: ReadonlyMap<string, number>): JourneyState['entered'] {
  const merged: { [journey: string]: JourneyState['entered'][string] } = { ...a }
  for (const [journey, theirs] of Object.entries(b)) {
    const ours = Object.hasOwn(a, journey) ? a[journey] : undefined
    if (ours === undefined) merged[journey] = theirs
    else merged[journey] = { n: Math.max(ours.n, theirs.n, ours.n + theirs.n - (shared.get(journey) ?? 0)), last: ours.last > theirs.last ? ours.last : theirs.last }
  }
  return merged
}

/** What follows from the runs that a merge closed: `journey_left`, and their planned messages cancelled. `before` is either side of the merge. */
export function leftByMerge(journeys: Journeys, before: JourneyState, after: JourneyState): Omit<JourneyOutcome, 'state'> {
  const commands: Command[] = []
  const events: Derived[] = []
  for (const run of before.runs) {
    const now = run.is === 'waiting' ? after.runs.find((other) => other.id === run.id) : undefined
    if (now?.is !== 'left' || now.why !== 'merged') continue
    const journey = journeys.byId.get(run.journey)
    if (journey) commands.push(...cancelPlanned(run, journey, 'merged'))
    events.push({ type: 'journey_left', properties: { journey: run.journey, run: run.id, why: 'merged', step: run.step }, key: `journey_left:${run.id}` })
  }
  return { commands, events }
}
