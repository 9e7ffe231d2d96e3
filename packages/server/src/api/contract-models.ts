/** Part of the contract: what the product foretells of people, how good that is, and whom each number stands for. No figure without its interval, or the reason why there is none. */
import { z } from 'zod'
import { MeasuredView } from './contract-measured.ts'

/** Milliseconds since 1970, UTC. */
const instant = z.number().int()
const count = z.number().int()

/** What a model foretells, as it was defined (core model/types, Goal). `within` is a duration text. */
export const GoalView = z.object({
  is: z.enum(['happens', 'stops', 'value', 'in_session', 'next', 'hour', 'channel']),
  event: z.string().optional(),
  property: z.string().optional(),
  within: z.string().optional(),
  /** The further condition on the event as a rule, when there is one. */
  where: z.unknown().optional(),
})

/** What is still missing before anything is foretold: so many of so many. `time`: milliseconds of history seen of those that a label needs. */
export const MissingView = z.object({ what: z.enum(['people', 'examples', 'positives', 'negatives', 'time', 'values']), have: z.number(), need: z.number() })

/** Something a person should look at before trusting the model. */
export const FlagView = z.object({
  /** `decides_alone`: one feature separates nearly perfectly, it may know the answer. `constant`: every label is the same. `uncalibrated`: chances are not what happens. `drift`. */
  is: z.enum(['decides_alone', 'constant', 'uncalibrated', 'drift']),
  feature: z.string().nullable(),
  /** How strongly: the area under the curve of the feature alone, the ratio of foretold to observed, or the drift score. */
  figure: z.number(),
})

/**
 * Whether people or their behaviour differ from what the champion learned on. `score` is the largest population stability index of what the model says and
 * sees, recent against before: below 0.1 nothing, from 0.25 an alarm. Null before there are enough recent examples.
 */
export const DriftView = z.object({ state: z.enum(['unknown', 'none', 'watch', 'alarm']), score: z.number().nullable(), since: instant.nullable() })

/** How good: `measure` names the figure; `value` with its interval; `base` the same figure of knowing nothing about the person. */
export const QualityView = z.object({
  /** `auc`: chance that somebody who did is ranked above somebody who did not. `rank`: correlation of foretold and actual value. `hit`: how often the true value is the one foretold. */
  measure: z.enum(['auc', 'rank', 'hit']),
  value: MeasuredView,
  base: z.number(),
})

/** One model of the fleet. */
export const FleetModel = z.object({
  id: z.string(),
  name: z.string(),
  predict: GoalView,
  segment: z.object({ id: z.string(), name: z.string() }).nullable(),
  bands: z.boolean(),
  state: z.enum(['learning', 'ready', 'not_enough_data', 'off']),
  /** Empty unless the state is `not_enough_data`. */
  missing: z.array(MissingView),
  /** Who foretells at the moment: `base_rate`, `linear`, `trees`, `lifetime`, `affinity`, `timing`; null before the first. */
  champion: z.object({ name: z.string(), algorithm: z.string(), since: instant, version: count }).nullable(),
  quality: QualityView.nullable(),
  /** Matured examples learned from, and how many of them are positive (0 where a goal has no yes and no). */
  examples: count,
  positives: count,
  /** Snapshots whose horizon has not passed. */
  open: count,
  lastTrained: instant.nullable(),
  drift: DriftView,
  flags: z.array(FlagView),
  /** People who have a prediction of it. */
  people: count,
  /** `wait`: more data comes by itself (`at`: when the next labels are due). `look`: a flag needs a person. `use`: take it into a segment or an offer. `switch_on`. */
  next: z.object({ is: z.enum(['wait', 'look', 'use', 'switch_on']), at: instant.nullable() }),
})

/** How the trainer is doing. `absent`: this process does not train. */
export const TrainerStatus = z.object({
  state: z.enum(['absent', 'idle', 'reading', 'training', 'ready', 'failed']),
  why: z.string().nullable(),
  /** Position of the log up to which it has read, and the log's end. */
  position: count,
  last: count,
  /** People whose history is replayed (a hashed sample above the limit), of all. */
  sampled: count,
  profiles: count,
  snapshots: count,
  /** Predictions written since the start. */
  written: count,
})

/** GET /v1/fleet. */
export const Fleet = z.object({ status: TrainerStatus, models: z.array(FleetModel) })

/** A learner in the race. */
export const CandidateView = z.object({
  name: z.string(),
  algorithm: z.string(),
  /** Its settings, for readers who know: learning rate, crosses, leaves. */
  settings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  state: z.enum(['champion', 'challenger', 'dropped']),
  examples: count,
  /** Mean loss per example when it did not know the answer yet (nats; for values the squared error of log amounts). */
  loss: MeasuredView,
  auc: MeasuredView,
  /** Sum of chances by sum of outcomes: 1 is right. */
  calibration: z.number().nullable(),
  /** Gain in loss over the champion on the same examples; promoted when `low` is above 0. Null for the champion itself. */
  gain: MeasuredView.nullable(),
})

/** One bar of the reliability curve. */
export const CalibrationBin = z.object({ from: z.number(), to: z.number(), examples: count, predicted: z.number(), observed: MeasuredView })

/** A tenth of the examples by chance, 1 = the likeliest. `lift`: observed rate by the rate of all; `captured`: share of all positives (or of all money) up to this tenth. */
export const DecileView = z.object({
  decile: z.number().int().min(1).max(10),
  examples: count,
  predicted: z.number(),
  observed: MeasuredView,
  lift: MeasuredView,
  captured: z.number(),
  /** People whose prediction falls into it today; they are at /people?decile=. */
  people: count,
})

/** What the champion looks at. */
export const FeatureWeight = z.object({
  feature: z.string(),
  name: z.string().nullable(),
  /** Share of all that features add to the score, 0..1. */
  share: z.number(),
  /** Higher values raise or lower what is foretold; `mixed` for categories and curves. */
  direction: z.enum(['up', 'down', 'mixed']),
})

/** One line of the promotion log, as it stands in the event log (`model_changed`). */
export const PromotionView = z.object({
  at: instant,
  is: z.enum(['first', 'promoted', 'rolled_back']),
  version: count,
  from: z.string().nullable(),
  to: z.string(),
  examples: count,
  /** Gain in loss at the time, and the share of error it was allowed (all shares together stay below 5 %). */
  gain: MeasuredView.nullable(),
  alpha: z.number().nullable(),
})

/** A band of the score with what happened to people in it. */
export const BandView = z.object({
  band: z.enum(['A', 'B', 'C', 'D']), from: z.number(), to: z.number(), examples: count, predicted: z.number(), observed: MeasuredView, people: count,
})

/** Drift of one feature or of what is foretold (`feature` null): population stability index, recent against before. */
export const FeatureDrift = z.object({ feature: z.string().nullable(), score: z.number() })

/** By how many clicks of the visit were known (`in_session`). */
export const PrefixView = z.object({ clicks: count, examples: count, auc: MeasuredView, predicted: z.number(), observed: MeasuredView })

/** A value of `next`, `hour` or `channel`: how many people it is foretold of, and how often that was right. */
export const ShareView = z.object({ value: z.string(), people: count, examples: count, observed: MeasuredView })

/** GET /v1/fleet/{id}: the model card. Parts that do not fit the goal are empty. */
export const ModelCard = FleetModel.extend({
  candidates: z.array(CandidateView),
  calibration: z.array(CalibrationBin),
  deciles: z.array(DecileView),
  features: z.array(FeatureWeight),
  promotions: z.array(PromotionView),
  featureDrift: z.array(FeatureDrift),
  bandTable: z.array(BandView),
  prefixes: z.array(PrefixView),
  values: z.array(ShareView),
  /** Rate or mean of all matured examples. */
  base: MeasuredView,
  /** How examples came about: at most one snapshot a person and horizon, and test blocks begin a horizon after training ends. */
  embargo: z.string(),
})

/** What is foretold of one person by one model. */
export const PredictionView = z.object({
  model: z.string(),
  name: z.string(),
  predict: GoalView,
  value: z.union([z.number(), z.string()]),
  low: z.number().nullable(),
  high: z.number().nullable(),
  band: z.string().nullable(),
  /** How often it happened to people of the band. */
  observed: MeasuredView.nullable(),
  at: instant,
  version: count,
})

/** GET /v1/profiles/{ref}/predictions. */
export const PersonPredictions = z.object({ profile: z.string(), items: z.array(PredictionView) })

/** A person behind a number; `value` is what the model says, `money` what was spent where the page is about money. */
export const FleetPerson = z.object({
  id: z.string(),
  name: z.string().nullable(),
  identifiers: z.array(z.string()),
  lastSeen: instant,
  events: count,
  value: z.union([z.number(), z.string()]).nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  band: z.string().nullable(),
  money: z.number().nullable(),
})
/** GET /v1/fleet/{id}/people, /v1/opportunity/people, /v1/personas/{id}/people: the likeliest or most valuable first. */
export const FleetPeople = z.object({ items: z.array(FleetPerson), next: z.string().nullable() })

/** POST /v1/fleet/{id}/retrain: everything of this model is learned anew from the log; the champion stays until it is beaten. */
export const RetrainAnswer = z.object({ id: z.string(), state: z.enum(['started', 'running']) })

export const Quadrant = z.enum(['protect', 'grow', 'win_back', 'serve_cheaply'])
/** Spent in the past year, and foretold for the horizon of the value model, of everybody in it. */
const money = z.object({ past: z.number(), expected: z.number(), low: z.number().nullable(), high: z.number().nullable() })

/** One of four: past value high or low, foretold value high or low. `before`: people 30 days ago, null when nobody kept count then. */
export const QuadrantView = z.object({ quadrant: Quadrant, people: count, money, before: count.nullable(), entered: count.nullable(), left: count.nullable() })
/** A cell of the matrix: quintile of the past (RFM, 5 = best) × quintile of the foretold value (5 = best). */
export const OpportunityCell = z.object({ past: z.number().int(), future: z.number().int(), quadrant: Quadrant, people: count, money, before: count.nullable() })
/** People who went from one to the other within 30 days. */
export const OpportunityMove = z.object({ from: Quadrant, to: Quadrant, people: count, expected: z.number() })

/** GET /v1/opportunity. `why` says in a code why there is none: `no_value_model`, `not_enough_data`, `absent`. */
export const Opportunity = z.object({
  at: instant.nullable(),
  why: z.enum(['no_value_model', 'not_enough_data', 'absent', 'reading']).nullable(),
  missing: z.array(MissingView),
  model: z.object({ id: z.string(), name: z.string(), within: z.string() }).nullable(),
  people: count,
  quadrants: z.array(QuadrantView),
  cells: z.array(OpportunityCell),
  moves: z.array(OpportunityMove),
  /** The day that `before`, `entered` and `left` compare with; null when the product has not run so long. */
  since: instant.nullable(),
})

/** What sets a persona apart: its mean (or share) against that of everybody, in standard deviations. */
export const PersonaTrait = z.object({ feature: z.string(), name: z.string().nullable(), value: z.number(), everybody: z.number(), difference: z.number() })
/** A kind of customer. */
export const Persona = z.object({
  id: z.string(),
  people: count,
  share: z.number(),
  /** Spent, per person and together; expected by the value model where there is one. */
  money: z.object({ past: z.number(), each: z.number(), expected: z.number().nullable() }),
  traits: z.array(PersonaTrait),
  /** Commonest values of categories: city, category bought, channel. */
  common: z.array(z.object({ feature: z.string(), value: z.string(), share: z.number(), everybody: z.number() })),
  before: count.nullable(),
})
/** GET /v1/personas. */
export const Personas = z.object({
  at: instant.nullable(),
  why: z.enum(['not_enough_data', 'absent', 'reading']).nullable(),
  missing: z.array(MissingView),
  k: count,
  people: count,
  /** How well apart: mean silhouette, -1..1; and that of each k that was tried. */
  separation: z.number().nullable(),
  tried: z.array(z.object({ k: count, separation: z.number() })),
  personas: z.array(Persona),
  since: instant.nullable(),
})

/** GET /v1/profiles/{ref}/recommendations: what this person is likeliest to want next. */
export const Recommendations = z.object({
  profile: z.string(),
  /** `not_enough_data`: no sessions with items were seen. `nothing`: nothing suits. */
  why: z.enum(['not_enough_data', 'nothing', 'absent']).nullable(),
  items: z.array(z.object({
    item: z.string(),
    score: z.number(),
    /** What speaks for it: `session` (people with visits like this one), `transition`, `repeat`, `bought_together`, `popular`. */
    by: z.string(),
    /** Items of this person that led to it. */
    because: z.array(z.string()),
  })),
  /** Items of the person's visit that were looked at. */
  from: z.array(z.string()),
  sessions: count,
  at: instant.nullable(),
})
