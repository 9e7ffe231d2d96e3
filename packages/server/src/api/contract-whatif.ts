/** Shapes of the what-if doors: replaying another strategy on the decisions that were logged, and bringing it in step by step. */
import { z } from 'zod'
import { MeasuredView } from './contract-measured.ts'

/** Milliseconds since 1970, UTC. */
const instant = z.number().int()
const share = z.number().min(0).max(1)
const money = z.number().finite()

/** What a strategy changes about one offer. What is absent stays as it was at each decision. */
export const OfferChange = z.strictObject({
  /** Money a success is worth: a fact, so both strategies are counted with the new one. To favour an offer without claiming that it is worth more, use `lever`. */
  value: money.optional(),
  /** How often it works; counts only with `chances: 'rates'`. */
  rate: share.optional(),
  cost: money.optional(),
  lever: z.number().min(0.2).max(5).optional(),
  tier: z.number().int().optional(),
  /** Never shown. */
  off: z.boolean().optional(),
  /** Another rule on who may get it (core segment/rule), null: everybody whom the other checks let through. */
  eligible: z.union([z.record(z.string(), z.unknown()), z.null()]).optional(),
})

/** Another way of deciding, as what it changes. An empty one is today's way. */
export const StrategyBody = z.strictObject({
  /** offer id → its change. */
  offers: z.record(z.string(), OfferChange).default({}),
  /** family → factor. Families that are absent keep theirs. */
  levers: z.record(z.string(), z.number().min(0.2).max(5)).default({}),
  /** Share of chance at every placement; absent: as it was. */
  exploration: share.optional(),
  /**
   * Where the chances of success come from. `logged`: those that decided at that moment (the model had not seen the outcome). `model`: what the model said although it
   * only watched (apprentice). `rates`: the rates of the definitions.
   * `uniform`: no chances and no values, everything possible is equally likely. `snapshot`: the learner as it was frozen before the window began (`snapshot`).
   */
  chances: z.enum(['logged', 'model', 'rates', 'uniform', 'snapshot']).default('logged'),
  /** A snapshot of `WhatIfGround.snapshots`; with `chances: 'snapshot'`. */
  snapshot: z.string().max(100).optional(),
  /** Signals that somebody needs help or quiet (MomentRule of core decision/policy); absent: as they were. */
  moments: z.array(z.record(z.string(), z.unknown())).max(100).optional(),
})

/** POST /v1/whatif, POST /v1/whatif/preview. */
export const WhatIfBody = z.strictObject({
  name: z.string().min(1).max(200).default('What if'),
  strategy: StrategyBody,
  /** How many days back, ending now. */
  days: z.number().int().min(1).max(400).default(30),
  /** Only decisions of these placements; absent: all. */
  placements: z.array(z.string()).max(200).optional(),
  /** What is counted: `value` in money (worth of successes minus costs), `success`: how often the offer's success happened, `clicks`: how often it was clicked. */
  measure: z.enum(['value', 'success', 'clicks']).default('value'),
})

/** What the verdict may be. `no_support`: the strategy does what was never tried; `refused`: nothing can be said, `WhatIfResult.problems` says why. */
export const WhatIfVerdict = z.enum(['better', 'worse', 'no_difference_yet', 'not_enough_data', 'no_support', 'refused'])

/** One way of estimating the value of a decision under the strategy. `diagnostic`: biased on purpose, shown only beside the others. */
export const EstimateLine = z.object({ name: z.enum(['ips', 'snips', 'dm', 'dr', 'dros', 'switch']), estimate: z.number().nullable(), diagnostic: z.boolean() })

/** How much of what the strategy would do was really tried. */
export const SupportView = z.object({
  /** So many decisions of the strategy itself would say as much. */
  effectiveSample: z.number(),
  /** An interval is shown from here on. */
  needed: z.number(),
  /** Share of the heaviest decision in all weights, and the most that is allowed. */
  heaviestShare: z.number(),
  heaviestAllowed: z.number(),
  heaviestWeight: z.number(),
  /** Mean weight; 1 when the log covers the strategy. */
  meanWeight: z.number(),
  /** Share of the strategy's choices that the log could never have made. */
  uncovered: z.number(),
})

/** Something the strategy wants that was never tried. */
export const UnsupportedLine = z.object({
  /** `offer`: never logged there at all; `context`: never possible for those people (eligibility, tier, budget kept it out). */
  is: z.enum(['offer', 'context']),
  offer: z.string().nullable(),
  offerName: z.string().nullable(),
  placement: z.string(),
  /** The check that kept it out (`context`): eligibility, tier, budget, … */
  check: z.string().nullable(),
  decisions: z.number().int(),
  /** How often the strategy would have chosen it there, 0..1. */
  share: z.number(),
})

/** One offer under both. `null`: doing nothing. Shares of decisions; counts over the window. */
export const OfferEffect = z.object({
  offer: z.string().nullable(),
  name: z.string().nullable(),
  family: z.string().nullable(),
  now: z.object({ share: z.number(), decisions: z.number(), successes: z.number(), value: z.number() }),
  under: z.object({ share: z.number(), decisions: z.number(), successes: MeasuredView }),
  /** Value per decision that changes through this offer; all offers sum to the lift. */
  lift: MeasuredView,
})

/** One segment of people (as they are members now) under both. */
export const SegmentEffect = z.object({
  segment: z.string(),
  name: z.string(),
  decisions: z.number().int(),
  people: z.number().int(),
  lift: MeasuredView,
})

/** Offers shown on a channel over the window, and what they cost. */
export const ChannelEffect = z.object({
  channel: z.string(),
  now: z.object({ showings: z.number(), cost: z.number() }),
  under: z.object({ showings: z.number(), cost: z.number() }),
})

/** A budget per its period, on average over the window. */
export const BudgetEffect = z.object({
  budget: z.string(),
  name: z.string(),
  counts: z.enum(['money', 'showings']),
  per: z.enum(['hour', 'day', 'week', 'month', 'ever']),
  most: z.number(),
  now: z.number(),
  under: z.number(),
  over: z.boolean(),
})

/** What a replay found. Amounts per decision are in the measure's unit. */
export const WhatIfResult = z.object({
  measure: z.enum(['value', 'success', 'clicks']),
  window: z.object({ from: instant, until: instant }),
  /** In the window, of how many people; `used` of them count. */
  decisions: z.number().int(),
  people: z.number().int(),
  used: z.number().int(),
  /** Decisions that do not count, by reason: `no_chance_stored`, `slate`, `stranger_rule`, `unreadable`, `too_young` (their outcome may still come), `control`, `held`, … */
  leftOut: z.array(z.object({ why: z.string(), decisions: z.number().int() })),
  verdict: WhatIfVerdict,
  /** Sentences' codes with data: `model_warning`, `no_support`, `thin_support`, `rule_not_replayed`, `few_people`, … */
  problems: z.array(z.object({ code: z.string(), detail: z.record(z.string(), z.union([z.number(), z.string()])) })),
  /** Per decision, as it happened. */
  now: MeasuredView,
  /** Per decision, under the strategy. */
  under: MeasuredView,
  /** Difference per decision. */
  lift: MeasuredView,
  /** Difference over the whole window (lift × decisions). */
  liftTotal: MeasuredView,
  /** Lift divided by `now`; null when nothing was earned. */
  liftShare: z.number().nullable(),
  /** The strategy loses at most this much per decision, without any approximation; null before there is enough. */
  doNoHarm: z.number().nullable(),
  estimates: z.array(EstimateLine),
  support: SupportView,
  unsupported: z.array(UnsupportedLine),
  offers: z.array(OfferEffect),
  segments: z.array(SegmentEffect),
  channels: z.array(ChannelEffect),
  /** Opt-outs and complaints within two days of a showing, per thousand decisions. */
  optOuts: z.object({ now: MeasuredView, under: MeasuredView }),
  budgets: z.array(BudgetEffect),
  /** Share of decisions whose most likely choice changes. */
  changed: z.number(),
  /** Exploration of the strategy: what it costs and what it brings. */
  exploration: z.object({
    share: z.number(),
    /** Value per decision that the share of chance gives away: share × mean gap between the best and the average possible. */
    price: z.number(),
    priceTotal: z.number(),
    /** Half the width of the interval that replaying today's way on what this strategy would log, for as long, would have; null without data or chance. */
    halfWidth: z.number().nullable(),
    /** The same at other shares, for the slider. */
    slider: z.array(z.object({ share: z.number(), price: z.number(), halfWidth: z.number().nullable() })),
  }),
  /** The interval of the lift as decisions came in; empty before there is support. */
  course: z.array(z.object({ at: instant, decisions: z.number().int(), estimate: z.number(), low: z.number(), high: z.number() })),
  /** What a replay of single decisions cannot tell: `caps`, `fatigue`, `price_reaction`, `budgets_over_time`, `stock`. */
  notReplayed: z.array(z.string()),
  /** How long scoring took, and how many decisions a second that is. */
  scoredPerSecond: z.number(),
})

/** One replay. */
export const WhatIfView = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'stopped']),
  /** 0 to 1; `reading` the log, `scoring`, `counting`. */
  progress: z.object({ part: share, step: z.enum(['waiting', 'reading', 'scoring', 'counting', 'done']), decisions: z.number().int() }),
  startedAt: instant,
  finishedAt: instant.nullable(),
  strategy: StrategyBody,
  days: z.number().int(),
  placements: z.array(z.string()).nullable(),
  measure: z.enum(['value', 'success', 'clicks']),
  /** Why it failed. */
  problem: z.string().nullable(),
  result: WhatIfResult.nullable(),
})

/** GET /v1/whatif: newest first; at most fifty are kept. */
export const WhatIfList = z.object({ items: z.array(WhatIfView), next: z.string().nullable() })

/** POST /v1/whatif/preview: the answer at once for sliders, from the newest 20,000 decisions; `reading` (202): the log is being read, ask again. */
export const WhatIfPreview = z.union([
  z.object({ is: z.literal('result'), result: WhatIfResult }),
  z.object({ is: z.literal('reading'), part: share, decisions: z.number().int() }),
])

/** GET /v1/whatif/ground: what there is to replay on, and today's strategy to clone. */
export const WhatIfGround = z.object({
  decisions: z.number().int(),
  people: z.number().int(),
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
  currency: z.string().nullable(),
  offers: z.array(
    z.object({
      offer: z.string(),
      name: z.string(),
      family: z.string().nullable(),
      kind: z.string(),
      value: z.number(),
      rate: z.number(),
      cost: z.number(),
      lever: z.number(),
      tier: z.number(),
      eligible: z.unknown().nullable(),
    }),
  ),
  families: z.array(z.object({ family: z.string(), lever: z.number() })),
  placements: z.array(z.object({ placement: z.string(), name: z.string(), channel: z.string(), exploration: z.number() })),
  exploration: z.number(),
  mode: z.enum(['learned', 'apprentice', 'rates']),
  /** Frozen learners that a strategy may use. */
  snapshots: z.array(z.object({ snapshot: z.string(), at: instant, examples: z.number() })),
})

/** POST /v1/ramp: brings a replayed strategy in at 5 %. 409 while another ramp runs, 422 when the replay found harm or no support. */
export const RampBody = z.strictObject({ whatif: z.string().min(1).max(100), why: z.string().max(2_000).default('') })
/** POST /v1/ramp/step, /v1/ramp/stop, /v1/ramp/adopt. `anyway`: step although the interval does not say yet that it does no harm. */
export const RampMove = z.strictObject({ why: z.string().max(2_000).default(''), anyway: z.boolean().default(false) })

/** A strategy that some people get already. People are drawn by a hash, so a person stays on a side and whoever is in at 5 % is in at 20 %. */
export const RampView = z.object({
  id: z.string(),
  name: z.string(),
  whatif: z.string(),
  strategy: StrategyBody,
  measure: z.enum(['value', 'success', 'clicks']),
  state: z.enum(['running', 'stopped', 'stopped_by_harm', 'adopted']),
  /** Of people who get it now. */
  share: z.number(),
  /** 0.05, 0.2, 0.5, 1. */
  steps: z.array(z.number()),
  /** What was done, newest last. `by`: a person's hand, or the guard. */
  moves: z.array(z.object({ at: instant, share: z.number(), is: z.enum(['start', 'step', 'stop', 'adopt']), by: z.enum(['person', 'guard']), why: z.string() })),
  progress: z.object({
    people: z.object({ now: z.number().int(), under: z.number().int() }),
    decisions: z.object({ now: z.number().int(), under: z.number().int() }),
    /** Per person since the ramp began. */
    now: MeasuredView,
    under: MeasuredView,
    lift: MeasuredView,
    /** Lift of at least this much is certain; null before there is enough. */
    atLeast: z.number().nullable(),
    /** The ramp stops by itself when the lift is certain to be below this. */
    stopsBelow: z.number(),
    /** `yes`, or why not yet. */
    mayStep: z.enum(['yes', 'not_enough_people', 'not_sure_yet', 'finished', 'stopped']),
    countedAt: instant.nullable(),
  }),
})

/** GET /v1/ramp: the one that runs, and those before, newest first. */
export const RampPage = z.object({ ramp: RampView.nullable(), before: z.array(RampView) })

export type OfferChange = z.infer<typeof OfferChange>
export type StrategyBody = z.infer<typeof StrategyBody>
export type WhatIfBody = z.infer<typeof WhatIfBody>
export type WhatIfVerdict = z.infer<typeof WhatIfVerdict>
export type WhatIfResult = z.infer<typeof WhatIfResult>
export type WhatIfView = z.infer<typeof WhatIfView>
export type WhatIfPreview = z.infer<typeof WhatIfPreview>
export type WhatIfGround = z.infer<typeof WhatIfGround>
export type RampView = z.infer<typeof RampView>
export type RampPage = z.infer<typeof RampPage>
