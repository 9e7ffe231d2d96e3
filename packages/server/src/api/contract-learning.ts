/** Part of the contract: what was decided and why, what the arbiter has learned from it, and where two answers contradict each other. */
import { z } from 'zod'
import { MeasuredView } from './contract-measured.ts'

const jsonObject = z.record(z.string(), z.unknown())
/** Milliseconds since 1970, UTC. */
const instant = z.number().int()
/** A whole number of things. */
const count = z.number().int()

/** What is counted of an offer. */
const Counts = { decided: count, shown: count, clicked: count, dismissed: count, converted: count }

/** How a decision ended: an offer that was worth most, one that was tried in order to learn, or nothing. `control`: the person is in the group for which nothing is proposed. */
export const DecisionKind = z.enum(['best', 'explored', 'nothing', 'control'])

/** What came of a decision as far as the log says by now. */
export const OutcomeView = z.object({ shown: instant.nullable(), clicked: instant.nullable(), dismissed: instant.nullable(), converted: instant.nullable() })

/** How many offers failed a check first. The steps stand in the order of checking; `left` is how many were still in after it. */
export const FunnelStep = z.object({ check: z.string(), out: count, left: count })

/** A candidate that was possible and nearly won: `gap` is how much less it was worth, in money. */
export const NearMiss = z.object({ offer: z.string().nullable(), name: z.string(), score: z.number(), gap: z.number(), probability: z.number() })

/** One line of the explorer. */
export const DecisionLine = z.object({
  id: z.string(),
  /** Address in the log: pass it on as `?ref=` to find an old decision at once. */
  ref: z.string(),
  at: instant,
  profile: z.string().nullable(),
  profileName: z.string().nullable(),
  placement: z.string(),
  placementName: z.string(),
  channel: z.string().nullable(),
  chosen: z.string().nullable(),
  chosenName: z.string(),
  kind: DecisionKind,
  propensity: z.number(),
  /** Value of what was chosen, in money; 0 for nothing. */
  score: z.number(),
  /** Offers looked at, and how many of them were possible. */
  considered: count,
  possible: count,
  funnel: z.array(FunnelStep),
  near: z.array(NearMiss),
  outcome: OutcomeView,
  /** Definitions that decided. */
  version: count,
  /** The sentence of what was chosen, in the asked language; a code without one. */
  why: z.string(),
})

/** GET /v1/decisions/explore. `next` goes on where the search stopped; with filters a page may hold fewer than `limit` although there are more. */
export const ExploreAnswer = z.object({
  items: z.array(DecisionLine),
  next: z.string().nullable(),
  /** The oldest moment that was looked at for this page. */
  through: instant.nullable(),
})

/** What one feature of the person or the moment was, and what it added. */
export const FeatureLine = z.object({
  feature: z.string(),
  name: z.string(),
  /** As it was when the decision was made; null: unknown then. */
  value: z.union([z.number(), z.string(), z.null()]),
})

/** One candidate in the receipt. */
export const CandidateView = z.object({
  offer: z.string().nullable(),
  name: z.string(),
  /** The first check that failed; absent when it was possible. */
  out: z.object({ check: z.string(), detail: jsonObject }).optional(),
  /** Expected value in money, and the chance of being chosen. */
  score: z.number().optional(),
  probability: z.number().optional(),
  /** How the value came about; absent for what was out and for decisions of before there was learning. */
  worth: z.object({
    /** Chance that it works, the number of examples behind it, and where it is from. */
    p: z.number(), n: z.number(), from: z.enum(['learned', 'rate']),
    value: z.number(), lever: z.number(), cost: z.number(),
    /** Price of the budgets and quotas that it uses, and what signals of trouble took from it. */
    shadow: z.number(),
    moment: z.number(),
  }).optional(),
  /** Why this, or why not that, in the asked language. */
  why: z.string(),
})

/** What spoke for the chosen one over the runner-up: difference of what each feature adds to the log-odds. */
export const ContributionView = z.object({ feature: z.string(), name: z.string(), value: z.string(), adds: z.number() })

/** GET /v1/decisions/{id}: the receipt. */
export const ReceiptView = z.object({
  line: DecisionLine,
  /** Why this; for a decision for nothing, why nothing. */
  why: z.string(),
  candidates: z.array(CandidateView),
  features: z.array(FeatureLine),
  contributions: z.array(ContributionView),
  /** The models that spoke: which kind, and through which place of the log they had learned. */
  models: z.array(z.object({ id: z.string(), version: count, through: count })),
  mode: z.enum(['learned', 'apprentice', 'rates']).nullable(),
  /** What we know of the person's consent in words, one sentence per purpose that mattered. */
  consent: z.array(z.string()),
  /** Signals of trouble that held. */
  moments: z.array(z.object({ id: z.string(), name: z.string() })),
  /** How chance chose: the number drawn, and each possible candidate's stretch of 0 to 1 in order. */
  draw: z.object({
    u: z.number().nullable(),
    exploration: z.number().nullable(),
    stretches: z.array(z.object({ offer: z.string().nullable(), from: z.number(), to: z.number() })),
  }),
  context: jsonObject,
  /** Size of the stored row. */
  bytes: count,
})

/** POST /v1/decisions/{id}/replay: the choice worked out anew from the stored row. */
export const ReplayAnswer = z.object({
  /** Every number and the choice are the same, bit for bit. */
  equal: z.boolean(),
  /** What differs, by its path in the row. */
  differs: z.array(z.object({ path: z.string(), stored: z.string(), again: z.string() })),
  /** Numbers and names that were compared. */
  compared: count,
  /** The served features against the same features worked out from the log up to the stored place: `equal`, `differs`, or why that was not looked at. */
  features: z.enum(['equal', 'differs', 'none', 'gone']),
  /** A decision of before there was learning holds less and is replayed as far as it goes. */
  whole: z.boolean(),
})

/** How the learner is doing. `behind`: it reads on but is late; decisions use what it has learned so far. `failed`: decisions use the rates of the definitions. */
export const LearnerState = z.enum(['absent', 'off', 'starting', 'ready', 'behind', 'failed'])

/** One offer as the learner knows it. Counts are of the time since `since`. */
export const OfferLearningLine = z.object({
  offer: z.string(),
  name: z.string(),
  family: z.string().nullable(),
  kind: z.enum(['serve', 'keep', 'inform', 'sell']),
  /** Still defined. */
  defined: z.boolean(),
  ...Counts,
  /** Share of showings that worked, with an interval that holds however often one looks. */
  rate: MeasuredView,
  /** Rate of the definition, at which learning began. */
  prior: z.number(),
  /** What the champion says for an ordinary person, and on how many examples it rests; null before the first. */
  learned: z.object({ p: z.number(), n: z.number() }).nullable(),
  /** Money: value that came of it, and what it cost to show. */
  earned: z.number(),
  spent: z.number(),
  /** What is left of its stock; null: nothing was said. */
  stock: z.number().nullable(),
})

/** A learner in the race. */
export const ChallengerView = z.object({
  id: z.string(),
  name: z.string(),
  is: z.enum(['champion', 'challenger']),
  /** Learning rate and half-life. */
  params: z.object({ rate: z.number(), halfLifeDays: z.number().nullable() }),
  /** Progressive log loss over the compared examples, and predicted over observed successes. */
  loss: z.number().nullable(),
  calibration: z.number().nullable(),
  compared: count,
  /** How much less its loss is than the champion's; absent for the champion. */
  better: MeasuredView.optional(),
})

/** One change of champion. */
export const PromotionView = z.object({ at: instant, from: z.string(), to: z.string(), evidence: jsonObject, rollback: z.boolean() })

/** A budget, quota or stock as it stands. `lambda`: money that a unit of it is worth right now; 0 while it lasts. */
export const BudgetView = z.object({
  id: z.string(),
  name: z.string(),
  counts: z.enum(['money', 'showings']),
  most: z.number(),
  used: z.number(),
  per: z.string(),
  since: instant,
  lambda: z.number(),
  /** What the pace so far comes to at the end of the period; null: too early to say. */
  heading: z.number().nullable(),
})

/** GET /v1/learning. */
export const LearningView = z.object({
  state: LearnerState,
  why: z.string().nullable(),
  mode: z.enum(['learned', 'apprentice', 'rates']),
  /** Chances used by decisions right now: `learned` only when mode and state allow it. */
  using: z.enum(['learned', 'rates']),
  /** Records of the log that it has learned from, the newest record, and how many lie between. */
  position: count,
  end: count,
  behind: count,
  /** From an event's commit to the changed model, of the last thousand, in milliseconds. */
  lagP50Ms: z.number().nullable(),
  lagP99Ms: z.number().nullable(),
  /** Where learning began: whole log, or how far back retention let it see. */
  since: instant.nullable(),
  examples: count,
  positives: count,
  decisions: count,
  /** Decisions waiting for their outcome, and showings within their window. */
  pending: z.object({ decisions: count, showings: count, most: count }),
  snapshot: z.object({ at: instant.nullable(), position: count, bytes: count, note: z.string().nullable() }),
  offers: z.array(OfferLearningLine),
  race: z.array(ChallengerView),
  promotions: z.array(PromotionView),
  budgets: z.array(BudgetView),
  /** What exploring costs and what it brings. */
  exploration: z.object({
    /** Share of decisions over the last days that chance alone made possible. */
    share: MeasuredView,
    /** Money per thousand decisions that exploring gives away: the mean gap to the best over what was explored, by the model's own values. */
    pricePerThousand: MeasuredView,
    /** Effective number of examples for judging another strategy: with it, and what it would be without a floor. */
    support: z.object({ decisions: count, effective: z.number(), smallest: z.number().nullable() }),
    /** What learning brings against the uniform share: earned money per thousand decisions of chosen-as-best minus that of explored, weighted by 1 / chance. */
    benefitPerThousand: MeasuredView,
  }),
  /** The newest check that features served are those the log gives. */
  skew: z.object({ at: instant.nullable(), checked: count, differed: count, gone: count, example: z.string().nullable() }),
})

/** One day of an offer, in UTC. */
export const OfferDay = z.object({
  day: z.string(),
  explored: count,
  ...Counts,
  /** What the champion said on average when it decided about the offer that day. */
  learned: z.number().nullable(),
  earned: z.number(),
})

/** GET /v1/learning/offers/{id}. */
export const OfferLearningView = z.object({
  line: OfferLearningLine,
  days: z.array(OfferDay),
  /** First failing checks of the decisions in which it was a candidate: what keeps it back. */
  heldBack: z.array(z.object({ check: z.string(), decisions: count })),
  /** What the model says by feature: the strongest for and against, of what it has seen with this offer. */
  drivers: z.array(z.object({ feature: z.string(), name: z.string(), value: z.string(), adds: z.number(), n: z.number() })),
})

/** GET /v1/learning/offers/{id}/people?did=: who is behind a number, newest first. At most so many of each are remembered. */
export const PersonBehind = z.object({ profile: z.string(), name: z.string().nullable(), at: instant, decision: z.string().nullable(), placement: z.string().nullable() })
/** What the people did. */
export const Did = z.enum(['decided', 'shown', 'clicked', 'dismissed', 'converted'])
/** A page of them; `remembered` is how many there are to page through, `of` the number that was clicked. */
export const PeopleBehind = z.object({ items: z.array(PersonBehind), next: z.string().nullable(), remembered: count, of: count })

/** Two answers to one person that do not go together. */
export const ContradictionView = z.object({
  at: instant,
  profile: z.string(),
  profileName: z.string().nullable(),
  /** Code of what is wrong, and the sentence for it in the asked language. */
  what: z.string(),
  sentence: z.string(),
  decisions: z.array(z.object({ id: z.string(), at: instant, placement: z.string(), channel: z.string().nullable(), offer: z.string().nullable(), name: z.string() })),
})

/** GET /v1/contradictions. */
export const ContradictionsAnswer = z.object({
  /** Share of people with more than one decision in the time looked at who were told one story, 0..1; null when there is nobody yet. */
  score: z.number().nullable(),
  people: count,
  contradicted: count,
  since: instant,
  items: z.array(ContradictionView),
})

export type DecisionLine = z.infer<typeof DecisionLine>
export type ExploreAnswer = z.infer<typeof ExploreAnswer>
export type ReceiptView = z.infer<typeof ReceiptView>
export type ReplayAnswer = z.infer<typeof ReplayAnswer>
export type LearningView = z.infer<typeof LearningView>
export type OfferLearningLine = z.infer<typeof OfferLearningLine>
export type OfferLearningView = z.infer<typeof OfferLearningView>
export type PeopleBehind = z.infer<typeof PeopleBehind>
export type ContradictionsAnswer = z.infer<typeof ContradictionsAnswer>
export type ContradictionView = z.infer<typeof ContradictionView>
export type BudgetView = z.infer<typeof BudgetView>
export type ChallengerView = z.infer<typeof ChallengerView>
export type CandidateView = z.infer<typeof CandidateView>
