/**
 * Automated choice of a model on progressive validation: every runner says what it thinks of an example before it learns it. Halving keeps the better half at rungs (successive halving, as in
 * ChaCha, Wu and others 2021); a challenger becomes champion when a one-sided confidence sequence says that it loses less, with all tests together wrong with chance `error` at most, for
 * ever; a champion that was replaced stays as a challenger, so the way back is the same test.
 */
import { assert } from '../../base/assert.ts'
import { lowerBound } from '../../experiment/sequence.ts'
import { logLoss } from '../linear/ftrl.ts'
import { cardOf } from './card.ts'
import { findCrosses } from './crosses.ts'
import { corrected, noCorrection, review } from './correction.ts'
import { noDrift, watch } from './drift.ts'
import { ask, askAll, drop, evidenceOf, fitIfDue, learnOne, openLane, type Lane } from './lane.ts'
import { push, running, take, varianceOf } from './progress.ts'
import { reasonsOf } from './reasons.ts'
import { restoreRace, saveRace } from './saved.ts'
import type { RaceState } from './state.ts'
import type { Asked, DriftAlarm, Example, Promotion, Race, RaceOptions, SavedRace } from './types.ts'

/** Number of examples at which promotions are usually decided: the sequence is narrowest there. */
export const PROMOTION_TUNED_FOR = 50_000
/** Fewest examples, and fewest of the rarer outcome, that a promotion may rest on: the sequence is asymptotic. */
const TEST_MIN = { examples: 200, rarer: 10 } as const
/** Foretold over observed of who is promoted. */
const CALIBRATED = { low: 0.9, high: 1.1 } as const
/** Tests of so many examples are begun anew after an alarm; younger ones have seen enough of the new world. */
const STALE_MIN = 2_000
/** A runner is compared at a rung when it has foretold so many. */
const COMPARED_MIN = 500

/** Promotions and alarms that are remembered, the newest. */
const REMEMBERED = 100

/** A new race, or one that was saved under the same options. */
export function openRace(options: RaceOptions, saved?: SavedRace): Race {
  const state = saved === undefined ? begin(options) : restoreRace(options, saved)
  return {
    get examples() {
      return state.examples
    },
    get champion() {
      return state.champion.id
    },
    predict(asked) {
      const p = corrected(state.correction, ask(state.champion, asked) ?? share(state))
      return { p, n: evidenceOf(state.champion, asked, state.examples) }
    },
    predictAll: (asked: readonly Asked[]) => (askAll(state.champion, asked) ?? new Float64Array(asked.length).fill(share(state))).map((p) => corrected(state.correction, p)),
    why: (asked, nameOf) => reasonsOf(state.champion, asked, nameOf),
    learn: (example) => learn(state, example),
    card: (nameOf) => cardOf(state, nameOf),
    save: () => saveRace(state),
  }
}

function begin(options: RaceOptions): RaceState {
  assert(options.candidates[0]?.is === 'base', 'the first candidate of a race is the base rate, which all others must beat')
  const lanes = options.candidates.map((candidate) => openLane(candidate, options.blocks))
  const champion = lanes[0] as Lane
  champion.role = 'champion'
  champion.wasChampion = true
  const state: RaceState = {
    options, lanes, champion, examples: 0, positives: 0, tests: 0, rung: 0, correction: noCorrection(0), drift: noDrift(), kept: [], promotions: [], alarms: [],
  }
  for (const lane of lanes.slice(1, 1 + options.challengers)) challenge(state, lane)
  return state
}

function learn(state: RaceState, example: Example): { readonly promotion?: Promotion; readonly drift?: DriftAlarm } {
  const { y, at } = example
  const { champion } = state
  const ofChampion = ask(champion, example) ?? share(state)
  const ofBase = ask(state.lanes[0] as Lane, example) ?? 0.5
  const lossOfChampion = logLoss(ofChampion, y)
  const lossOfBase = logLoss(ofBase, y)
  const shown = corrected(state.correction, ofChampion)
  for (const lane of state.lanes) {
    if (lane.role === 'dropped') continue
    const p = lane === champion ? ofChampion : ask(lane, example)
    if (p === null) continue
    const loss = logLoss(p, y)
    take(lane.loss, loss)
    take(lane.gain, lossOfBase - loss)
    take(lane.since, lossOfBase - loss)
    push(lane.recent, p, lane === champion ? shown : p, y)
    if (lane.test !== null) {
      take(lane.test.ahead, lossOfChampion - loss)
      lane.test.foretold += p
      lane.test.champion += ofChampion
      lane.test.came += y
    }
  }
  for (const lane of state.lanes) if (lane.role !== 'dropped') learnOne(lane, example)
  state.examples++
  state.positives += y
  keep(state, example)
  review(state.correction, champion.recent)
  const direction = watch(state.drift, shown, y)
  const drift: DriftAlarm | null = direction === null ? null : { at, examples: state.examples, direction }
  if (drift !== null) {
    remember(state.alarms, drift)
    // What spoke for the champion in another world must not be made up for first.
    for (const lane of state.lanes) if (lane.test !== null && lane.test.ahead.n >= STALE_MIN) challenge(state, lane)
  }
  for (const lane of state.lanes) {
    // Who was fitted on the world as it was is fitted again when the world has changed.
    if (drift !== null && lane.block !== null) lane.fitAt = Math.min(lane.fitAt, state.examples + 500)
    fitIfDue(lane, state.kept, state.examples)
  }
  if (state.examples === state.options.rungs[state.rung]) passRung(state)
  const promotion = promoteIfEarned(state, at)
  return { ...(promotion && { promotion }), ...(drift && { drift }) }
}

/** The share of positives so far, for the time in which nobody knows better. */
function share({ positives, examples }: RaceState): number {
  return (positives + 1) / (examples + 2)
}

function keep(state: RaceState, example: Example): void {
  state.kept.push(example)
  // Cut in one go, a quarter more than needed: moving the whole list for each example would cost more than learning it.
  if (state.kept.length > state.options.keep * 1.25) state.kept = state.kept.slice(-state.options.keep)
}

/** Begins a test against the champion of the moment. */
function challenge(state: RaceState, lane: Lane): void {
  lane.role = 'challenger'
  lane.test = { number: ++state.tests, ahead: running(), foretold: 0, champion: 0, came: 0 }
}

/** The share of the allowed error that the j-th test may use: they add up to no more than all of it, however many there will be. */
export function shareOfError(error: number, j: number): number {
  return (error * 6) / (Math.PI ** 2 * j ** 2)
}

function promoteIfEarned(state: RaceState, at: Example['at']): Promotion | null {
  for (const lane of state.lanes) {
    const { test } = lane
    if (test === null || test.ahead.n < TEST_MIN.examples || test.ahead.mean <= 0) continue
    if (Math.min(test.came, test.ahead.n - test.came) < TEST_MIN.rarer) continue
    const calibration = test.foretold / test.came
    // When the world has changed nobody is right for a while; then the nearer one may take over.
    const isNearer = Math.abs(Math.log(calibration)) < Math.abs(Math.log(test.champion / test.came))
    if ((calibration < CALIBRATED.low || calibration > CALIBRATED.high) && !isNearer) continue
    const alpha = shareOfError(state.options.error, test.number)
    const low = lowerBound({ mean: test.ahead.mean, variance: varianceOf(test.ahead), n: test.ahead.n, alpha, tunedFor: PROMOTION_TUNED_FOR })
    if (low > 0) return promote(state, lane, { at, gain: { estimate: test.ahead.mean, low, alpha, examples: test.ahead.n }, calibration })
  }
  return null
}

function promote(state: RaceState, to: Lane, { at, gain, calibration }: Pick<Promotion, 'at' | 'gain' | 'calibration'>): Promotion {
  const from = state.champion
  const promotion: Promotion = { at, examples: state.examples, from: from.id, to: to.id, gain, calibration, back: to.wasChampion }
  to.role = 'champion'
  to.wasChampion = true
  to.test = null
  from.role = 'challenger'
  state.champion = to
  state.correction = noCorrection(to.recent.written)
  state.drift = noDrift()
  // What was shown until now was another's word; the new champion's own stands for it from here on.
  to.recent.shown.set(to.recent.raw)
  for (const lane of state.lanes) if (lane.role === 'challenger') challenge(state, lane)
  remember(state.promotions, promotion)
  return promotion
}

/**
 * The better half goes on; the best of them challenge, the others stay candidates until the next rung. After the first rung, the best online learner also runs with the pairs of places
 * that it was found to lack. Who was champion once always stays.
 */
function passRung(state: RaceState): void {
  state.rung++
  const runners = state.lanes.filter(({ role, candidate, wasChampion }) => (role === 'candidate' || role === 'challenger') && candidate.is !== 'base' && !wasChampion)
  const young = runners.filter(({ since }) => since.n < COMPARED_MIN)
  const compared = runners.filter((lane) => !young.includes(lane)).sort((a, b) => b.since.mean - a.since.mean || (a.id < b.id ? -1 : 1))
  const better = compared.slice(0, Math.ceil(compared.length / 2))
  const paired = state.rung === 1 ? withPairs(state, [state.champion, ...compared]) : null
  const staying = [...(paired ? [paired] : []), ...better, ...young]
  const isLast = state.rung === state.options.rungs.length
  for (const lane of runners) if (!staying.includes(lane)) drop(lane)
  staying.forEach((lane, place) => {
    if (place < state.options.challengers) {
      if (lane.test === null) challenge(state, lane)
    } else if (isLast) drop(lane)
    else {
      lane.role = 'candidate'
      lane.test = null
    }
  })
  for (const lane of state.lanes) lane.since = running()
}

/** The best online learner once more, looking at pairs; it has learned what is kept, but nothing of that counts for it. */
function withPairs(state: RaceState, best: readonly Lane[]): Lane | null {
  const model = best.find(({ candidate }) => candidate.is === 'ftrl')
  if (model === undefined || model.online === null || model.candidate.is !== 'ftrl') return null
  const crosses = findCrosses(model.online, state.kept)
  if (crosses.length === 0) return null
  const lane = openLane({ ...model.candidate, crosses: 'found' }, [], crosses)
  for (const example of state.kept) learnOne(lane, example)
  state.lanes.push(lane)
  return lane
}

function remember<T>(list: T[], one: T): void {
  list.push(one)
  if (list.length > REMEMBERED) list.shift()
}
