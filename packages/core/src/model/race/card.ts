/** The card of a model: what people are told of it, and nothing that the data cannot carry. */
import { aucOf, calibrationError, liftByTenth, reliability } from '../calibration.ts'
import { sequence } from '../../experiment/sequence.ts'
import type { Measured } from '../../experiment/types.ts'
import { latest, varianceOf, type Running } from './progress.ts'
import type { RaceState } from './state.ts'
import type { Lane } from './lane.ts'
import { importanceOf, type NameOf } from './reasons.ts'
import type { ModelCard, Standing } from './types.ts'

/** Fewest examples and of each outcome before a model is believed. */
export const ENOUGH = { examples: 200, positives: 30, negatives: 30 } as const
/** Fewest examples behind an interval: it is asymptotic. */
const INTERVAL_MIN = 200

/** The card as of now. */
export function cardOf(state: RaceState, nameOf: NameOf): ModelCard {
  const { champion, examples, positives, kept } = state
  const { shown, y } = latest(champion.recent, champion.recent.raw.length)
  const missing = missingOf(examples, positives)
  const sum = (values: ArrayLike<number>): number => Array.prototype.reduce.call(values, (all, value) => (all as number) + (value as number), 0) as number
  const came = sum(y)
  return {
    examples,
    positives,
    champion: champion.id,
    missing,
    standings: state.lanes.map((lane) => standingOf(lane)).sort((a, b) => ROLES[a.role] - ROLES[b.role] || (a.loss ?? Infinity) - (b.loss ?? Infinity) || (a.id < b.id ? -1 : 1)),
    calibration: {
      ratio: came === 0 ? null : sum(shown) / came,
      error: missing === null ? calibrationError(shown, y) : null,
      table: missing === null ? reliability(shown, y) : [],
      corrected: state.correction.inUse,
    },
    auc: missing === null ? aucOf(shown, y) : null,
    lift: missing === null ? liftByTenth(shown, y) : [],
    features: missing === null ? importanceOf(champion, kept, nameOf) : [],
    drift: [...state.alarms],
    promotions: [...state.promotions],
  }
}

const ROLES: { readonly [role in Standing['role']]: number } = { champion: 0, challenger: 1, candidate: 2, dropped: 3 }

function missingOf(examples: number, positives: number): ModelCard['missing'] {
  const missing = {
    examples: Math.max(0, ENOUGH.examples - examples),
    positives: Math.max(0, ENOUGH.positives - positives),
    negatives: Math.max(0, ENOUGH.negatives - (examples - positives)),
  }
  return missing.examples + missing.positives + missing.negatives === 0 ? null : missing
}

function standingOf(lane: Lane): Standing {
  return {
    id: lane.id,
    is: lane.candidate.is,
    role: lane.role,
    examples: lane.loss.n,
    loss: lane.loss.n === 0 ? null : lane.loss.mean,
    gain: intervalOf(lane.gain),
    ahead: intervalOf(lane.test?.ahead ?? null),
  }
}

/** Two-sided, 95 %, may be looked at at any time. */
function intervalOf(run: Running | null): Measured {
  const n = run?.n ?? 0
  if (run === null || n < INTERVAL_MIN) return { none: 'not_enough_data', detail: { examples: n, needed: INTERVAL_MIN } }
  return sequence({ estimate: run.mean, se: Math.sqrt(varianceOf(run) / n), n })
}
