/** Part of the contract: whom an offer really changes. First the average with its interval, then whether people can be told apart, and only then groups. */
import { z } from 'zod'
import { IntervalView } from './contract-measured.ts'
import { FleetPerson } from './contract-models.ts'

const count = z.number().int()

/**
 * Kinds of people. `persuadable`: it helps. `sleeping_dog`: it harms. `sure_thing`, `lost_cause`: it surely helps less than half as much as on average; they do it
 * anyway, or hardly ever. `unclear`: the 90 % interval holds 0.
 */
export const UpliftGroupName = z.enum(['persuadable', 'sure_thing', 'lost_cause', 'sleeping_dog', 'unclear'])

/** One side of the comparison: decisions, and the share of them after which the outcome came. */
const side = z.object({ decisions: count, rate: z.number().nullable() })

/** GET /v1/offers/{id}/uplift. */
export const OfferUplift = z.object({
  offer: z.string(),
  /** `computing`: `done` says how far; the figures, if any, are those of before. */
  state: z.enum(['absent', 'not_enough_data', 'computing', 'ready']),
  /**
   * `not_trained`: no process trains models here. `not_computed`: nobody asked yet. `needs_success`: the offer does not say what success is, and nobody ever ordered.
   * `sample_ratio`: choices do not follow the chances that were recorded, so nothing can be concluded.
   */
  why: z.enum(['not_trained', 'not_computed', 'needs_success', 'sample_ratio']).nullable(),
  done: z.number().nullable(),
  at: z.number().int().nullable(),
  /** What is counted, within this time after the decision. `assumed`: the offer does not say, an order is taken. */
  success: z.object({ event: z.string(), within: z.string(), assumed: z.boolean() }).nullable(),
  /** What is missing before people are told apart: so many of so many. `outcomes`, `without`: decisions with and without the outcome, on the side that has fewer. `columns`: nothing was known of people. */
  missing: z.array(z.object({ what: z.enum(['treated', 'untreated', 'outcomes', 'without', 'columns']), have: count, need: count })),
  /** Chosen for; `shown`: of them, reported as seen. */
  treated: side.extend({ shown: count }),
  /** Doing nothing was chosen, where the offer was possible. */
  untreated: side,
  /** People behind both sides. */
  people: count,
  /** Decisions whose time is not over yet. */
  open: count,
  /** Decisions left out because the offer, or nothing, was as good as certain (chance below 2 or above 98 %). */
  sure: count,
  /** By how much the offer changes the chance of the outcome, on average; 95 %. */
  effect: IntervalView.nullable(),
  /** `signal`: people can be told apart. `no_signal`: not better than by chance. */
  verdict: z.enum(['signal', 'no_signal']).nullable(),
  /** Outcomes won per 1,000 treated by choosing people by this ranking instead of by chance, over all budgets. */
  qini: IntervalView.nullable(),
  /** All five, or none without a signal. */
  groups: z.array(z.object({ group: UpliftGroupName, people: count })),
})

/** POST /v1/offers/{id}/uplift. */
export const UpliftAnswer = z.object({ offer: z.string(), state: z.enum(['started', 'running']) })

/** GET /v1/offers/{id}/uplift/people: those whom it changes most first, at most 500 of a group. `value`, `low`, `high`: by how much it changes their chance, 90 %. */
export const UpliftPeople = z.object({ items: z.array(FleetPerson), next: z.string().nullable() })
