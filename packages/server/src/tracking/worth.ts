/** The data-worth view: samples people and recorded decisions, decides again without each field, and says in words what is worth keeping. */
import type { ProfileId } from '@rapport/core/base/id'
import { DAY, type Instant } from '@rapport/core/base/time'
import { unpackDecision } from '@rapport/core/decision/record'
import type { Decision } from '@rapport/core/decision/types'
import { decodeState } from '@rapport/core/engine/codec'
import { planOf } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import { rootOf, type Use } from '@rapport/core/engine/uses'
import { fieldKey, shareInterval, verdictOf, worthOf, type Field, type Verdict, type WorthPlan } from '@rapport/core/engine/worth'
import { RESERVED } from '@rapport/core/event/event'
import { classOf, piiOfName, piiOfValue } from '@rapport/core/event/pii'
import type { PiiClass } from '@rapport/core/event/tracking-plan'
import type { LogEntry } from '../ports/log.ts'
import type { App } from '../runtime/app.ts'
import { piiOf, usesFor } from './catalogue.ts'
import type { Tally } from './tally.ts'

/** People read for shares and ages, of these worked out again for segments; decisions found in the log and decided again. */
const PEOPLE_READ = 2_000
const PEOPLE_AGAIN = 300
const DECISIONS_FOUND = 5_000
const DECISIONS_AGAIN = 300
/** Records of the log that are looked through for decisions. */
const RECORDS_MAX = 3_000
const WINDOW_MS = 30 * DAY
const PAGE = 500
const FIELDS_MAX = 2_000
/** Longest stretch of work before others get their turn. */
const STRETCH_MS = 4

/** Reading the newest entries of the log, handed in. */
export type Newest = (limit: number, records: number, takes: (entry: LogEntry) => boolean) => Promise<readonly { readonly entry: LogEntry }[]>

/** One field and what it is worth. */
export interface WorthOfField extends Verdict {
  readonly kind: 'trait' | 'property'
  readonly event?: string
  readonly field: string
  readonly pii: PiiClass
  readonly keptSince: number | null
  readonly newest: number | null
  readonly ageDays: number | null
  readonly share: number
  readonly bytes: number
  readonly usedBy: Use[]
  readonly decisions: { readonly consulted: number; readonly decisive: number; readonly interval: { readonly from: number; readonly to: number } | null }
  readonly segmentsFlipped: { readonly people: number; readonly of: number }
  readonly advice: string
}

/** All fields, and how large the sample was. */
export interface DataWorth {
  readonly fields: readonly WorthOfField[]
  readonly sample: {
    readonly at: number
    readonly people: number
    readonly ofPeople: number
    readonly decisions: number
    readonly ofDecisions: number
    readonly from: number | null
    readonly tookMs: number
  }
}

/** What the sample says of one field, before it is judged. */
interface Held {
  readonly field: Field
  readonly pii: PiiClass
  readonly keptSince: number | null
  readonly newest: number | null
  readonly ageDays: number | null
  readonly share: number
  readonly bytes: number
}

/** Measures. Gives way to other work between steps; takes seconds at most, whatever the size of the workspace. */
export async function dataWorth(app: App, tally: Tally, newest: Newest): Promise<DataWorth> {
  const started = performance.now()
  const now = app.now()
  const workspace = app.workspace()
  const worth = worthOf(planOf(workspace))
  const uses = usesFor(workspace.definitions)
  const ofPeople = await app.reads.countProfiles(app.ws)
  const people = await samplePeople(app)
  const { decisions, found, from } = await sampleDecisions(app, newest, now)
  const held = [...heldTraits(people, now), ...heldProperties(tally, workspace.definitions.events)].slice(0, FIELDS_MAX)
  const keys = new Set(held.map(({ field }) => fieldKey(field)))
  const decided = await decideAgain(worth, decisions, keys, now)
  const moved = await placeAgain(worth, people.slice(0, PEOPLE_AGAIN), keys, now)
  const fields = held.map((one): WorthOfField => {
    const { field, keptSince } = one
    const key = fieldKey(field)
    const usedBy = [...(field.kind === 'trait' ? uses.ofTrait(field.name) : uses.ofProperty(field.event, field.path))]
    const { consulted, decisive } = decided.get(key) ?? { consulted: 0, decisive: 0 }
    const flipped = moved.get(key)
    const keptDays = keptSince === null ? null : (now - keptSince) / DAY
    const verdict = verdictOf({ uses: usedBy, consulted, decisive, flipped: flipped ?? 0, people: flipped === undefined ? 0 : Math.min(PEOPLE_AGAIN, people.length), keptDays })
    const { field: _, ...rest } = one
    const measured = {
      ...rest,
      ...verdict,
      kind: field.kind,
      ...(field.kind === 'property' && { event: field.event }),
      field: field.kind === 'trait' ? field.name : field.path,
      usedBy,
      decisions: { consulted, decisive, interval: shareInterval(decisive, consulted) },
      segmentsFlipped: { people: flipped ?? 0, of: flipped === undefined ? 0 : Math.min(PEOPLE_AGAIN, people.length) },
    }
    return { ...measured, advice: adviceOn(measured) }
  })
  const sample = { at: now, people: people.length, ofPeople, decisions: decisions.length, ofDecisions: found, from, tookMs: Math.round(performance.now() - started) }
  return { fields: fields.sort(byNeed), sample }
}

/** People in id order: ids are hashes, so the first ones are a fair sample of all. */
async function samplePeople(app: App): Promise<readonly ProfileState[]> {
  const people: ProfileState[] = []
  for (let after: ProfileId | null = null; people.length < PEOPLE_READ; ) {
    const stored = await app.reads.scan(app.ws, after, PAGE)
    people.push(...stored.map(({ body }) => decodeState(body)))
    const last = stored.at(-1)
    if (!last || stored.length < PAGE) break
    after = last.id
    await breathe()
  }
  return people
}

interface Asked {
  readonly decision: Decision
  readonly person: ProfileState
}

/** Decisions of the last 30 days about people we know, spread evenly over those that the log still has at hand. */
async function sampleDecisions(app: App, newest: Newest, now: Instant): Promise<{ readonly decisions: readonly Asked[]; readonly found: number; readonly from: number | null }> {
  const entries = await newest(DECISIONS_FOUND, RECORDS_MAX, ({ event, profile }) => event.type === 'decision_made' && profile !== null && event.at > now - WINDOW_MS)
  const every = Math.max(1, entries.length / DECISIONS_AGAIN)
  const taken = Array.from({ length: Math.min(entries.length, DECISIONS_AGAIN) }, (_, i) => entries[Math.floor(i * every)]).filter((one) => one !== undefined)
  const ids = [...new Set(taken.flatMap(({ entry }) => (entry.profile ? [entry.profile] : [])))]
  const stored = await app.reads.profiles(app.ws, ids)
  const people = new Map([...stored].map(([id, { body }]) => [id, decodeState(body)]))
  const decisions = taken.flatMap(({ entry }): Asked[] => {
    const decision = unpackDecision(entry.event.properties)
    const person = entry.profile ? people.get(entry.profile) : undefined
    return decision && person ? [{ decision, person }] : []
  })
  return { decisions, found: entries.length, from: entries.at(-1)?.entry.event.at ?? null }
}

interface Count {
  consulted: number
  decisive: number
}

async function decideAgain(worth: WorthPlan, decisions: readonly Asked[], keys: ReadonlySet<string>, now: Instant): Promise<ReadonlyMap<string, Count>> {
  const counts = new Map<string, Count>()
  const pause = pauses()
  for (const { decision, person } of decisions) {
    for (const key of worth.consultedAt(decision.placement)) {
      if (!keys.has(key)) continue
      const count = counts.get(key) ?? { consulted: 0, decisive: 0 }
      counts.set(key, count)
      count.consulted++
      if (worth.decides(key, decision, person, now)) count.decisive++
    }
    await pause()
  }
  return counts
}

/** Field → people whose segments move. A field that no segment reads is not in it. */
async function placeAgain(worth: WorthPlan, people: readonly ProfileState[], keys: ReadonlySet<string>, now: Instant): Promise<ReadonlyMap<string, number>> {
  const read = [...keys].filter((key) => worth.fields.has(key))
  const moved = new Map(read.map((key) => [key, 0]))
  const pause = pauses()
  for (const person of people) {
    for (const key of read) if (worth.movesSegments(key, person, now)) moved.set(key, (moved.get(key) ?? 0) + 1)
    await pause()
  }
  return moved
}

function heldTraits(people: readonly ProfileState[], now: number): readonly Held[] {
  const traits = new Map<string, { n: number; readonly ages: number[]; first: number; last: number; bytes: number; personal: number; kind: PiiClass }>()
  let bytes = 0
  for (const { traits: own, counters, segments, identity, consent } of people) {
    bytes += JSON.stringify([own, counters, segments, identity, consent]).length
    for (const [name, facts] of Object.entries(own)) {
      const [winner] = facts
      if (!winner) continue
      const root = rootOf(name)
      const one = traits.get(root) ?? { n: 0, ages: [], first: winner.at, last: winner.at, bytes: 0, personal: 0, kind: 'none' as PiiClass }
      traits.set(root, one)
      one.n++
      one.ages.push(now - winner.at)
      one.first = Math.min(one.first, ...facts.map(({ at }) => at))
      one.last = Math.max(one.last, winner.at)
      one.bytes += JSON.stringify(facts).length + name.length + 3
      const kind = piiOfValue(winner.value)
      if (kind !== null) {
        one.personal++
        one.kind = classOf(kind)
      }
    }
  }
  return [...traits].map(([name, one]): Held => {
    const named = piiOfName(`traits.${name}`)
    const ages = one.ages.sort((a, b) => a - b)
    return {
      field: { kind: 'trait', name },
      pii: one.personal >= 0.6 * one.n ? one.kind : named === null ? 'none' : classOf(named),
      keptSince: one.first,
      newest: one.last,
      ageDays: Math.round(((ages[Math.floor(ages.length / 2)] ?? 0) / DAY) * 10) / 10,
      share: one.n / Math.max(1, people.length),
      bytes: one.bytes / Math.max(1, bytes),
    }
  })
}

/** Properties from the tally. Given traits come in as `identified` and are counted as traits; what only the system writes is its own affair. */
function heldProperties(tally: Tally, events: Parameters<typeof usesFor>[0]['events']): readonly Held[] {
  const seen = [...tally.types.values()].filter(({ type }) => !RESERVED.has(type) && !type.startsWith('message_') && type !== 'identified')
  const stored = (one: { readonly size: number }, type: (typeof seen)[number]): number => (one.size / Math.max(1, type.examined)) * type.total
  const all = seen.reduce((sum, type) => sum + stored(type, type), 0)
  return seen.flatMap((type) => {
    const plan = events.find(({ id }) => id === type.type)
    return [...type.properties].filter(([path]) => !hasInside(path, type.properties)).map(([path, one]): Held => ({
      field: { kind: 'property', event: type.type, path },
      pii: piiOf(path, one, plan?.properties.find((property) => property.path === path)).pii,
      keptSince: one.first,
      newest: one.last,
      ageDays: null,
      share: Math.min(1, one.n / Math.max(1, type.examined)),
      bytes: all === 0 ? 0 : Math.min(1, stored(one, type) / all),
    }))
  })
}

/** A list or object whose parts are fields of their own. */
function hasInside(path: string, properties: ReadonlyMap<string, unknown>): boolean {
  return properties.has(`${path}[]`) || [...properties.keys()].some((other) => other.startsWith(`${path}.`) || other.startsWith(`${path}[].`))
}

const ORDER = { unused: 0, not_enough_data: 1, earns: 2 } as const

/** What should go first, the most expensive on top. */
function byNeed(a: WorthOfField, b: WorthOfField): number {
  return ORDER[a.verdict] - ORDER[b.verdict] || b.bytes - a.bytes || (fieldName(a) < fieldName(b) ? -1 : 1)
}

function fieldName({ event, field }: Pick<WorthOfField, 'event' | 'field'>): string {
  return event === undefined ? field : `${event}.${field}`
}

/** The advice in words, with the sample that it rests on. */
function adviceOn(one: Omit<WorthOfField, 'advice'>): string {
  const name = `\`${fieldName(one)}\``
  const { consulted, decisive, interval } = one.decisions
  const readers = one.usedBy.map(({ kind, name: reader }) => (kind === 'builtin' ? `Rapport itself (${reader.toLowerCase()})` : `${kind} '${reader}'`))
  const named = `${readers.slice(0, 3).join(', ')}${readers.length > 3 ? ` and ${readers.length - 3} more` : ''}`
  switch (one.because) {
    case 'decisive':
      return `${name} decides: without it ${decisive} of ${consulted} sampled decisions (${percent(interval?.from)} to ${percent(interval?.to)} of all) would have had other possible offers.`
    case 'moves_segments':
      return `${name} moves people: without it ${one.segmentsFlipped.people} of ${one.segmentsFlipped.of} sampled people would be in other segments.`
    case 'needed':
      return `${name} is needed by ${named}. What it does there cannot be measured by deciding again.`
    case 'read_by_nothing':
      if (one.usedBy.length > 0) return `${name} is read by ${named} alone, and nothing reads that; stop collecting it, or use it.`
      return `Nothing reads ${name}: no rule, journey, message or destination; stop collecting it${one.pii === 'none' ? '' : `, all the more as it is personal (${one.pii})`}, unless reports outside Rapport need it.`
    case 'just_begun':
      return `Nothing reads ${name} yet, and it has been collected for less than a week. Use it, or stop collecting it.`
    case 'too_few_decisions':
      return `${name} is read by ${named}, but only ${consulted} sampled decisions and ${one.segmentsFlipped.of} sampled people asked for it: too few to say.`
    case 'read_but_changes_nothing':
      return `${name} is read by ${named}, but changed nothing in ${consulted} sampled decisions${consulted > 0 ? ` (at most ${percent(interval?.to)} of all)` : ''} and ${one.segmentsFlipped.of} sampled people. Look at these rules, or stop collecting it.`
  }
}

function percent(share: number | undefined): string {
  const value = (share ?? 0) * 100
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} %`
}

/** Gives way to other work once a few milliseconds have passed since it last did. */
function pauses(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < STRETCH_MS) return
    await breathe()
    since = performance.now()
  }
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
