/** Checks all definitions of a workspace that somebody wrote, together: each one, and what they say about each other. */
import { z } from 'zod'
import { checkDefinition, durationText, eventText, idText, nameText, type Checked, type CheckRule, type Problem } from '../content/definition.ts'
import { checkTemplate } from '../content/check.ts'
import { checkOffer, checkPlacement } from '../decision/check.ts'
import { checkJourney } from '../journey/check.ts'
import type { JourneyDefinition } from '../journey/types.ts'
import { checkSending } from '../message/check.ts'
import { checkRule, checkSegments, type RulePlace } from '../segment/check.ts'
import { readsOf } from '../segment/depend.ts'
import type { Rule } from '../segment/rule.ts'
import type { TraitDefinition } from '../trait/types.ts'
import { checkSource, checkSurvivorship } from './check-survivorship.ts'
import { checkDestination } from './destination.ts'
import { checkArbitration } from './check-arbitration.ts'
import { checkEventDefinition } from './check-events.ts'
import { checkJurisdiction, checkLaw, checkPurpose } from './check-law.ts'
import { checkMatching } from './check-matching.ts'
import { checkFeature, checkModel } from './check-models.ts'
import { checkRetention } from './check-retention.ts'
import { DEFAULT_DEFINITIONS } from './defaults.ts'
import type { Definitions } from './workspace.ts'

/** Most definitions of one kind. */
export const DEFINITIONS_MAX = 2_000

const Trait = z.strictObject({
  id: idText,
  name: nameText.optional(),
  compute: z.enum(['count', 'sum', 'last', 'first', 'max', 'min', 'distinct'], { error: 'is count, sum, last, first, max, min or distinct' }),
  event: eventText,
  property: z.string().min(1).max(200).optional(),
  where: z.custom<Rule>().optional(),
  within: durationText().optional(),
})

/** Checks a computed trait. */
export function checkTrait(raw: unknown): Checked<TraitDefinition> {
  return checkDefinition(Trait as z.ZodType<TraitDefinition>, raw, (trait) => {
    const { compute, property, where } = trait as unknown as Partial<TraitDefinition>
    const missing = compute !== 'count' && property === undefined ? [{ path: 'property', message: `'${compute}' needs the property of the event to look at, such as total` }] : []
    return where === undefined ? missing : [...missing, ...rulesIn('where')(where, 'where')]
  })
}

function rulesIn(place: RulePlace): CheckRule {
  return (rule, path) => {
    const checked = checkRule(rule, path, { place })
    return checked.is === 'ok' ? [] : checked.problems
  }
}

/** How each list of definitions is checked, one at a time. Segments are checked together, see `checkSegments`. */
const CHECKS = {
  purposes: checkPurpose,
  laws: checkLaw,
  survivorship: checkSurvivorship,
  sources: checkSource,
  destinations: checkDestination,
  events: checkEventDefinition,
  traits: checkTrait,
  templates: checkTemplate,
  offers: (raw: unknown) => checkOffer(raw, rulesIn('moment')),
  placements: checkPlacement,
  features: (raw: unknown) => checkFeature(raw, rulesIn('where')),
  models: (raw: unknown) => checkModel(raw, rulesIn('where')),
  journeys: (raw: unknown) => checkJourney(raw, rulesIn('where')),
} as const satisfies { readonly [kind: string]: (raw: unknown) => Checked<unknown> }

/**
 * All definitions, or everything that is wrong with them (at most 100 problems). Kinds that are left out get the defaults; unknown kinds are refused.
 * A definition may only name what exists: a journey its templates and segments, an offer its placements.
 */
export function checkDefinitions(raw: unknown): Checked<Definitions> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { problems: [{ path: '', message: 'definitions are an object with lists of segments, offers, journeys …' }] }
  const given = raw as { readonly [kind: string]: unknown }
  const problems: Problem[] = []
  for (const kind of Object.keys(given)) if (!Object.hasOwn(DEFAULT_DEFINITIONS, kind)) problems.push({
    path: kind,
    message: `'${kind}' is not known; there are ${Object.keys(DEFAULT_DEFINITIONS).join(', ')}`,
  })
  const lists: { [kind: string]: unknown } = {}
  for (const [kind, check] of Object.entries(CHECKS)) lists[kind] = checkList(kind, given[kind] ?? DEFAULT_DEFINITIONS[kind as keyof typeof CHECKS], check, problems)
  const segments = checkSegments(given['segments'] ?? [])
  if (segments.is === 'bad') problems.push(...segments.problems)
  const sending = checkSending(given['sending'] ?? DEFAULT_DEFINITIONS.sending)
  if ('problems' in sending) problems.push(...sending.problems.map(under('sending')))
  const jurisdiction = checkJurisdiction(given['jurisdiction'] ?? DEFAULT_DEFINITIONS.jurisdiction)
  if ('problems' in jurisdiction) problems.push(...jurisdiction.problems.map(under('jurisdiction')))
  const matching = checkMatching(given['matching'] ?? DEFAULT_DEFINITIONS.matching)
  if ('problems' in matching) problems.push(...matching.problems.map(under('matching')))
  const retention = checkRetention(given['retention'] ?? DEFAULT_DEFINITIONS.retention)
  if ('problems' in retention) problems.push(...retention.problems.map(under('retention')))
  const arbitration = checkArbitration(given['arbitration'] ?? DEFAULT_DEFINITIONS.arbitration, rulesIn('moment'))
  if ('problems' in arbitration) problems.push(...arbitration.problems.map(under('arbitration')))
  if (problems.length > 0 || 'problems' in arbitration || segments.is === 'bad' || 'problems' in sending || 'problems' in jurisdiction || 'problems' in matching || 'problems' in retention)
    return { problems: problems.slice(0, 100) }
  const single = { sending: sending.value, jurisdiction: jurisdiction.value, matching: matching.value, retention: retention.value, arbitration: arbitration.value }
  const definitions = { ...lists, segments: segments.segments, ...single } as unknown as Definitions
  const loose = references(definitions)
  return loose.length > 0 ? { problems: loose.slice(0, 100) } : { value: definitions }
}

function checkList(kind: string, list: unknown, check: (raw: unknown) => Checked<unknown>, problems: Problem[]): readonly unknown[] {
  if (!Array.isArray(list) || list.length > DEFINITIONS_MAX) {
    problems.push({ path: kind, message: `is a list of at most ${DEFINITIONS_MAX} definitions` })
    return []
  }
  const ids = new Set<unknown>()
  return list.map((item: unknown, index) => {
    const checked = check(item)
    if ('problems' in checked) problems.push(...checked.problems.map(under(`${kind}.${index}`)))
    const id = (item as { readonly id?: unknown; readonly trait?: unknown } | null)?.id ?? (item as { readonly trait?: unknown } | null)?.trait
    if (ids.has(id)) problems.push({ path: `${kind}.${index}.id`, message: `'${String(id)}' is there twice` })
    ids.add(id)
    return 'value' in checked ? checked.value : item
  })
}

function under(path: string): (problem: Problem) => Problem {
  return (problem) => ({ path: problem.path === '' ? path : `${path}.${problem.path}`, message: problem.message })
}

/** Names that lead nowhere. */
function references({ segments, templates, placements, offers, journeys, destinations, features, models, arbitration }: Definitions): readonly Problem[] {
  const known = { segment: idsOf(segments), template: idsOf(templates), placement: idsOf(placements), model: idsOf(models), offer: idsOf(offers) }
  const problems: Problem[] = []
  const want = (kind: keyof typeof known, id: string, path: string) => {
    if (!known[kind].has(id)) problems.push({ path, message: `there is no ${kind} '${id}'; define it first, or correct the name` })
  }
  offers.forEach((offer, index) => {
    for (const placement of offer.placements ?? []) want('placement', placement, `offers.${index}.placements`)
    if (offer.eligible) for (const segment of readsOf(offer.eligible, new Map()).segments) want('segment', segment, `offers.${index}.eligible`)
  })
  features.forEach(({ from }, index) => {
    if ('segment' in from) want('segment', from.segment, `features.${index}.from.segment`)
    if ('prediction' in from) want('model', from.prediction, `features.${index}.from.prediction`)
  })
  models.forEach(({ segment }, index) => {
    if (segment !== undefined) want('segment', segment, `models.${index}.segment`)
  })
  arbitration.moments.forEach(({ when }, index) => {
    for (const segment of readsOf(when, new Map()).segments) want('segment', segment, `arbitration.moments.${index}.when`)
  })
  arbitration.budgets.forEach((budget, index) => {
    for (const offer of budget.offers ?? []) want('offer', offer, `arbitration.budgets.${index}.offers`)
  })
  destinations.forEach(({ segment }, index) => {
    if (segment !== undefined) want('segment', segment, `destinations.${index}.segment`)
  })
  journeys.forEach((journey, index) => {
    for (const segment of segmentsOf(journey)) want('segment', segment, `journeys.${index}`)
    for (const step of journey.steps) if ('send' in step) want('template', step.send.template, `journeys.${index}.steps.${step.id}.send.template`)
  })
  return problems
}

function segmentsOf(journey: JourneyDefinition): readonly string[] {
  const exits = (journey.exit ?? []).flatMap((exit) => ('segment' in exit ? [exit.segment] : 'notSegment' in exit ? [exit.notSegment] : []))
  return 'segment' in journey.enter ? [journey.enter.segment, ...exits] : exits
}

function idsOf(list: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(list.map((one) => one.id))
}
