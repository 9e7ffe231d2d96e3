/** What a strategy means for each offer of the ground: looked up once, so that scoring a decision touches numbers only. */
import { LEVER_RANGE, looksAtPerson, RATE_DEFAULT } from '@rapport/core/decision/compile'
import type { MomentRule, OfferKind } from '@rapport/core/decision/policy'
import { planOf, type Plan } from '@rapport/core/engine/plan'
import type { Workspace } from '@rapport/core/engine/workspace'
import type { Rule } from '@rapport/core/segment/rule'
import { definitionsUnder, type Strategy } from '../runtime/strategy.ts'
import type { Ground } from './ground.ts'

/** By offer (index of the ground). NaN: as it was at the decision. */
export interface Terms {
  readonly strategy: Strategy
  readonly value: Float64Array
  readonly cost: Float64Array
  readonly lever: Float64Array
  /** As defined now, for what was not possible and so has no stored figures, and for chances by rates. */
  readonly rate: Float64Array
  readonly valueNow: Float64Array
  readonly costNow: Float64Array
  readonly leverNow: Float64Array
  readonly tier: Float64Array
  /** 1: never shown. */
  readonly off: Uint8Array
  /** 1: another condition, `holds` says whether it is met; 2: everybody. */
  readonly rule: Uint8Array
  readonly kinds: readonly OfferKind[]
  readonly names: readonly (string | null)[]
  readonly families: readonly (string | null)[]
  /** Whether the new condition of an offer is met in a moment. */
  holds(offer: number, at: number, context: unknown): boolean
  /** By the set of moments that held (index of the ground): what they take from each kind, and which kinds they forbid. Null: as it was. */
  readonly moments: { readonly taken: (set: number, kind: OfferKind) => number; readonly never: (set: number, kind: OfferKind) => boolean } | null
  /** Nothing but who is shown by chance differs: chances of success need not be looked at. */
  readonly problems: readonly { readonly code: string; readonly detail: { readonly [name: string]: string | number } }[]
}

const NOBODY = { traits: {}, counters: {}, segments: {}, consent: {}, offers: {} }

/** Works it out. Conditions that look at the person cannot be replayed and are named in `problems`. */
export function termsOf(ground: Ground, workspace: Workspace, strategy: Strategy): Terms {
  const { definitions } = workspace
  const plan: Plan = planOf({ ...workspace, definitions: definitionsUnder(definitions, { ...strategy, offers: withoutOff(strategy) }) })
  const count = ground.offers.count
  const fill = (value: number): Float64Array => new Float64Array(count).fill(value)
  const [value, cost, lever] = [fill(NaN), fill(NaN), fill(NaN)]
  const [rate, valueNow, costNow, leverNow, tier] = [fill(RATE_DEFAULT), fill(0), fill(0), fill(1), fill(0)]
  const off = new Uint8Array(count)
  const rule = new Uint8Array(count)
  const kinds: OfferKind[] = []
  const names: (string | null)[] = []
  const families: (string | null)[] = []
  const problems: { code: string; detail: { [name: string]: string | number } }[] = []
  const byId = new Map(definitions.offers.map((offer) => [offer.id, offer]))
  for (let index = 0; index < count; index++) {
    const id = ground.offers.nameOf(index)
    const defined = byId.get(id)
    const compiled = plan.decisions.byId.get(id)
    const edit = strategy.offers[id]
    kinds.push(defined?.kind ?? 'sell')
    names.push(defined?.name ?? null)
    families.push(defined?.family ?? null)
    if (compiled) {
      rate[index] = compiled.rate
      valueNow[index] = compiled.value
      costNow[index] = compiled.cost
      leverNow[index] = compiled.lever
      tier[index] = compiled.tier
    }
    if (edit?.value !== undefined) value[index] = edit.value
    if (edit?.cost !== undefined) cost[index] = edit.cost
    if (edit?.lever !== undefined || (defined?.family !== undefined && strategy.levers[defined.family] !== undefined))
      lever[index] = Math.min(LEVER_RANGE[1], Math.max(LEVER_RANGE[0], leverNow[index]!))
    if (edit?.off === true) off[index] = 1
    if (edit?.eligible === null) rule[index] = 2
    else if (edit?.eligible !== undefined) {
      if (looksAtPerson(edit.eligible)) problems.push({ code: 'rule_not_replayed', detail: { offer: id, name: defined?.name ?? id } })
      else rule[index] = 1
    }
  }
  for (const [id, { off }] of Object.entries(strategy.offers)) {
    // to keep back what was never given changes nothing
    if (ground.offers.find(id) === undefined && off !== true) problems.push({ code: 'offer_never_logged', detail: { offer: id, name: byId.get(id)?.name ?? id } })
  }
  const moments = strategy.moments === undefined ? null : momentsOf(ground, definitions.arbitration.moments, strategy.moments, problems)
  return {
    strategy, value, cost, lever, rate, valueNow, costNow, leverNow, tier, off, rule, kinds, names, families, moments, problems,
    holds: (offer, at, context) => plan.eligible.get(ground.offers.nameOf(offer))?.holds(NOBODY as never, at as never, (context ?? {}) as never) ?? false,
  }
}

/** Offers that are off keep their other figures: what they would have brought is still counted on the other side. */
function withoutOff({ offers }: Strategy): Strategy['offers'] {
  return Object.fromEntries(Object.entries(offers).map(([id, edit]) => [id, { ...edit, off: false }]))
}

/** Which moments held is stored with each decision, so prices and bans may change; a new or changed condition would need the person of that time. */
function momentsOf(
  ground: Ground,
  before: readonly MomentRule[],
  after: readonly MomentRule[],
  problems: { code: string; detail: { [name: string]: string | number } }[],
): NonNullable<Terms['moments']> {
  const same = (one: Rule, other: Rule): boolean => JSON.stringify(one) === JSON.stringify(other)
  const byIndex = new Map<number, MomentRule>()
  for (const moment of after) {
    const known = before.find(({ id }) => id === moment.id)
    if (known === undefined || !same(known.when, moment.when)) problems.push({ code: 'moment_not_replayed', detail: { moment: moment.id, name: moment.name } })
    const index = ground.momentIds.find(moment.id)
    if (index !== undefined) byIndex.set(index, moment)
  }
  const held = (set: number, kind: OfferKind): readonly MomentRule[] =>
    (ground.momentSets[set] ?? []).flatMap((index) => {
      const moment = byIndex.get(index)
      return moment?.on.includes(kind) ? [moment] : []
    })
  return {
    taken: (set, kind) => held(set, kind).reduce((sum, { costs = 0 }) => sum + costs, 0),
    never: (set, kind) => held(set, kind).some(({ never }) => never === true),
  }
}
