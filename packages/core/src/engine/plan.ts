/** A workspace made ready to run: all rules, journeys and offers compiled once per version of the definitions. */
import { compileLaws, type Laws } from '../consent/law.ts'
import { compileDecisions, type Decisions } from '../decision/compile.ts'
import type { Event } from '../event/event.ts'
import { bestHourCounters, compileBestHours } from '../journey/best-hour.ts'
import { compileJourneys, type Journeys, type WhereTest } from '../journey/journey.ts'
import { compileFeatures, featureCounters, type FeaturePlan } from '../model/features/compile.ts'
import { goalFeatures } from '../model/goals.ts'
import { compileSurvivorship, type Survivorship } from '../profile/survivorship.ts'
import { compileRules, type CompiledRule, type RuleSet } from '../segment/compile.ts'
import type { Rule } from '../segment/rule.ts'
import { compileWhere } from '../segment/where.ts'
import type { WhereTest as CompiledWhere } from '../trait/counter.ts'
import type { Workspace } from './workspace.ts'

/** What `react` and `decide` run on. */
export interface Plan {
  readonly workspace: Workspace
  readonly rules: RuleSet
  /** Which purposes hold for whom. */
  readonly laws: Laws
  readonly survivorship: Survivorship
  readonly journeys: Journeys
  readonly decisions: Decisions
  /** Eligibility by offer id; absent = everybody. */
  readonly eligible: ReadonlyMap<string, CompiledRule>
  /** The rules of arbitration by their keys (decision/compile). */
  readonly arbitration: ReadonlyMap<string, CompiledRule>
  readonly whereTest: WhereTest
  /** What models look at. */
  readonly features: FeaturePlan
}

/** Compiles a workspace whose definitions have passed `checkDefinitions`. Throws on definitions that it refuses. */
export function planOf(workspace: Workspace): Plan {
  const {
    segments,
    traits,
    purposes,
    laws: packs,
    jurisdiction,
    offers,
    placements,
    journeys,
    survivorship,
    sources,
    features: given,
    models,
    sending,
    arbitration,
  } = workspace.definitions
  const features = [...given, ...goalFeatures(models)]
  const decisions = compileDecisions(offers, placements, arbitration)
  const eligibility = [...offers.flatMap((offer) => (offer.eligible ? [offer.eligible] : [])), ...decisions.rules.values()]
  const laws = compileLaws({ purposes, laws: packs, places: jurisdiction.unknown })
  const counters = [...featureCounters(features), ...bestHourCounters({ models, journeys })]
  const rules = compileRules({ segments, traits, purposes, purposesFor: laws.purposesFor, rules: eligibility, counters })
  return {
    workspace,
    rules,
    laws,
    survivorship: compileSurvivorship(survivorship, sources),
    journeys: compileJourneys(journeys, compileBestHours({ models, sending })),
    decisions,
    eligible: new Map(offers.flatMap((offer) => (offer.eligible ? [[offer.id, rules.test(offer.eligible)] as const] : []))),
    arbitration: new Map([...decisions.rules].map(([key, rule]) => [key, rules.test(rule)] as const)),
    whereTest: whereTester(),
    features: compileFeatures({ features, traits: rules.traits, segments, models, timezone: sending.timezone }),
  }
}

function whereTester(): WhereTest {
  const compiled = new WeakMap<Rule, CompiledWhere>()
  return (where: Rule, event: Event) => {
    let test = compiled.get(where)
    if (!test) compiled.set(where, (test = compileWhere(where)))
    return test(event.properties)
  }
}
