/** Another way of deciding, as what it changes: applied to the definitions for whoever decides by it, and drawn for a share of people while it is brought in. */
import { hash53 } from '@rapport/core/base/hash'
import type { Json } from '@rapport/core/base/json'
import type { ArbitrationPolicy, MomentRule } from '@rapport/core/decision/policy'
import type { OfferDefinition } from '@rapport/core/decision/types'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { Rule } from '@rapport/core/segment/rule'

/** What changes about one offer; what is absent stays. */
export interface OfferEdit {
  readonly value?: number
  readonly rate?: number
  readonly cost?: number
  readonly lever?: number
  readonly tier?: number
  /** Never shown. */
  readonly off?: boolean
  /** null: everybody. */
  readonly eligible?: Rule | null
}

/** The shape of `StrategyBody` of the contract. */
export interface Strategy {
  readonly offers: { readonly [offer: string]: OfferEdit }
  readonly levers: { readonly [family: string]: number }
  readonly exploration?: number
  /** `model`: what the learner said where it only watched (apprentice); the others as in the contract. */
  readonly chances: 'logged' | 'model' | 'rates' | 'uniform' | 'snapshot'
  readonly snapshot?: string
  readonly moments?: readonly MomentRule[]
}

/** A strategy that some people get already. */
export interface RampState {
  readonly id: string
  readonly name: string
  readonly whatif: string
  readonly strategy: Strategy
  readonly measure: 'value' | 'success' | 'clicks'
  readonly state: 'running' | 'stopped' | 'stopped_by_harm' | 'adopted'
  /** Of people who get it. */
  readonly share: number
  /** When the share became what it is. */
  readonly since: number
  readonly moves: readonly RampMove[]
}

/** What was done about a ramp. */
export interface RampMove {
  readonly at: number
  readonly share: number
  readonly is: 'start' | 'step' | 'stop' | 'adopt'
  readonly by: 'person' | 'guard'
  readonly why: string
}

/** The named value under which the ramp that runs (or ran last) is kept. */
export const RAMP_KEY = 'whatif-ramp'
const RAMP_SEED = 23

/** Where a person stands between 0 and 1; whoever is in at 5 % is in at 20 %. Drawn from the workspace's secret, so nobody can choose a side. */
export function rampPlace(seed: string, ramp: Pick<RampState, 'id'>, unit: string): number {
  return hash53(`${seed}|${ramp.id}|${unit}`, RAMP_SEED) / 2 ** 53
}

/** Whether a person gets the strategy now. Somebody whom nobody can recognise never does: nobody could count what came of it. */
export function onRamp(seed: string, ramp: RampState | null | undefined, unit: string | null): ramp is RampState {
  return ramp !== null && ramp !== undefined && ramp.state === 'running' && unit !== null && rampPlace(seed, ramp, unit) < ramp.share
}

/** The stored ramp; null when there is none or what is stored is none. */
export function rampOf(value: Json | null): RampState | null {
  const ramp = value as unknown as RampState | null
  return ramp !== null && typeof ramp === 'object' && typeof ramp.id === 'string' && typeof ramp.share === 'number' && Array.isArray(ramp.moves) ? ramp : null
}

/** The definitions as the strategy wants them: to decide by, to check, or to adopt. Chances `logged`, `model` and `snapshot` leave the mode to the policy. */
export function definitionsUnder<D extends Pick<Definitions, 'offers' | 'placements' | 'arbitration'>>(definitions: D, strategy: Strategy): D {
  const offers = definitions.offers.flatMap((offer) => offerUnder(offer, strategy.offers[offer.id]))
  const { exploration, moments, chances } = strategy
  const mode: ArbitrationPolicy['mode'] = chances === 'rates' || chances === 'uniform' ? 'rates' : chances === 'model' ? 'learned' : definitions.arbitration.mode
  const share = chances === 'uniform' ? 1 : exploration
  const arbitration: ArbitrationPolicy = {
    ...definitions.arbitration,
    mode,
    levers: { ...definitions.arbitration.levers, ...strategy.levers },
    ...(share !== undefined && { exploration: share }),
    ...(moments !== undefined && { moments }),
  }
  const placements = share === undefined ? definitions.placements : definitions.placements.map((placement) => ({ ...placement, exploration: share }))
  return { ...definitions, offers, placements, arbitration }
}

function offerUnder(offer: OfferDefinition, edit: OfferEdit | undefined): readonly OfferDefinition[] {
  if (edit === undefined) return [offer]
  const { off, eligible, ...figures } = edit
  if (off === true) return []
  const { eligible: before, ...rest } = { ...offer, ...figures }
  const rule = eligible === undefined ? before : (eligible ?? undefined)
  return [{ ...rest, ...(rule !== undefined && { eligible: rule }) }]
}
