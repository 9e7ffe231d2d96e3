/** The shapes of a race between models: who runs, what they are measured by, and what is written down about it. */
import type { Measured } from '../../experiment/types.ts'
import type { Instant } from '../../base/time.ts'
import type { FeatureValue } from '../features/types.ts'
import type { ReliabilityTable } from '../calibration.ts'
import type { FtrlParams } from '../linear/ftrl.ts'
import type { Estimate, Sparse } from '../types.ts'

/** One person at one moment, and what came of it. Given to the race once the outcome is certain, in one order. */
export interface Example {
  readonly x: Sparse
  /** The columns of the same moment (`FeaturePlan.values`), for learners that work on tables; may be absent when there are none in the race. */
  readonly row?: readonly FeatureValue[]
  readonly y: 0 | 1
  readonly at: Instant
}

/** Someone to ask about; an example whose outcome nobody knows. */
export type Asked = Pick<Example, 'x' | 'row'>

/** A learner that is fitted on many examples at once: trees, an imported model. It says what it learned about the next block before it sees its outcomes. */
export interface BlockLearner {
  /** Names kind and settings: equal ids, equal learners. */
  readonly id: string
  /** Fewest examples and fewest of the rarer outcome it wants. */
  readonly needs: { readonly examples: number; readonly rarer: number }
  fit(examples: readonly Example[]): BlockModel
  restore(bytes: Uint8Array): BlockModel
}

/** What a block learner learned. */
export interface BlockModel {
  /** Chance of each. */
  predict(asked: readonly Asked[]): Float64Array
  /** What speaks for and against, by feature; sums up to the log-odds where the kind can say that, strongest first. */
  contributions?(asked: Asked): readonly { readonly feature: string; readonly adds: number }[]
  /** Features by how much they matter in all. */
  importance?(): readonly { readonly feature: string; readonly share: number }[]
  snapshot(): Uint8Array
}

/** Who runs. */
export type Candidate =
  | { readonly is: 'base' }
  | { readonly is: 'ftrl'; readonly params: FtrlParams; readonly crosses: 'none' | 'found' }
  | { readonly is: 'block'; readonly learner: string }

/** How a race is run. */
export interface RaceOptions {
  readonly candidates: readonly Candidate[]
  readonly blocks: readonly BlockLearner[]
  /** Numbers of examples at which the better half goes on. */
  readonly rungs: readonly number[]
  /** Challengers beside the champion after the first rung. */
  readonly challengers: number
  /** Examples kept for learners that work in blocks, for finding crosses and for calibration; the oldest go first. */
  readonly keep: number
  /** All wrong promotions together stay below this chance, for ever. */
  readonly error: number
}

/** A change of champion, with what it rests on. */
export interface Promotion {
  readonly at: Instant
  /** Examples seen until then. */
  readonly examples: number
  readonly from: string
  readonly to: string
  /** How much less loss the new one has, in nats for each example; `low` is above 0. */
  readonly gain: { readonly estimate: number; readonly low: number; readonly alpha: number; readonly examples: number }
  /** Foretold over observed positives of the new one, near 1. */
  readonly calibration: number
  /** It had been champion before: what came after it was worse. */
  readonly back: boolean
}

/** Foretold and observed no longer agree. */
export interface DriftAlarm {
  readonly at: Instant
  readonly examples: number
  /** `more`: it happens more often than foretold; `less`; `others`: to other people than foretold. */
  readonly direction: 'more' | 'less' | 'others'
}

/** One who runs, as the card tells it. */
export interface Standing {
  readonly id: string
  readonly is: Candidate['is']
  readonly role: 'champion' | 'challenger' | 'candidate' | 'dropped'
  readonly examples: number
  /** Progressive loss, nats for each example. */
  readonly loss: number | null
  /** How much less loss than the base rate on the same examples; above 0 is better. */
  readonly gain: Measured
  /** How much less than the champion, the figure that promotion looks at. */
  readonly ahead: Measured
}

/** What is known of a model, for people. */
export interface ModelCard {
  readonly examples: number
  readonly positives: number
  readonly champion: string
  /** Set while nothing should be believed: what is missing. */
  readonly missing: { readonly examples: number; readonly positives: number; readonly negatives: number } | null
  readonly standings: readonly Standing[]
  /** Foretold over observed, reliability by band, and whether chances are corrected. */
  readonly calibration: { readonly ratio: number | null; readonly error: number | null; readonly table: ReliabilityTable; readonly corrected: boolean }
  /** Area under the ROC curve of what was foretold lately. */
  readonly auc: number | null
  /** The tenth with the highest chances first: how often it came, over how often in all. */
  readonly lift: readonly { readonly foretold: number; readonly observed: number; readonly lift: number; readonly examples: number }[]
  readonly features: readonly { readonly feature: string; readonly share: number }[]
  readonly drift: readonly DriftAlarm[]
  readonly promotions: readonly Promotion[]
}

/** A race that is going on. One example after the other; the same examples in the same order give the same race. */
export interface Race {
  readonly examples: number
  readonly champion: string
  /** The champion's corrected chance. */
  predict(asked: Asked): Estimate
  predictAll(asked: readonly Asked[]): Float64Array
  /** What speaks for and against, strongest first; features of sparse learners are places, named by `nameOf`. */
  why(asked: Asked, nameOf: (place: number) => string | null): readonly { readonly feature: string; readonly adds: number }[]
  /** Everybody says what they think of it, then they learn it. Answers what changed. */
  learn(example: Example): { readonly promotion?: Promotion; readonly drift?: DriftAlarm }
  card(nameOf: (place: number) => string | null): ModelCard
  /** All of it: plain data, and bytes by name. */
  save(): SavedRace
}

/** A race written down. */
export interface SavedRace {
  /** JSON. */
  readonly state: string
  readonly bytes: { readonly [name: string]: Uint8Array }
}
