/** What really happened in a run, noted outside of the product as commits become durable, and the promises that can be checked at once. */
import type { ProfileId } from '@rapport/core/base/id'
import { parseDuration, type Instant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import { idsOf } from '@rapport/core/identity/graph'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { LogRecord } from '../ports/log.ts'
import type { Commit, OutboxRow } from '../ports/store.ts'
import type { Life } from './faults.ts'

/** A broken promise. */
export interface Violation {
  /** `I7`, as in the list of invariants. */
  readonly invariant: string
  readonly said: string
}

/** Something a person said about being written to. */
interface Statement {
  readonly profile: ProfileId
  /** The strongest identifier that the fact named; null when it was about a known profile. */
  readonly key: string | null
  readonly purpose: string
  readonly channel: string
  readonly at: Instant
  readonly given: boolean
  readonly event: string
}

/** A message that was let through. */
interface Claim {
  readonly profile: ProfileId
  readonly channel: string
  readonly purpose: string
  readonly at: Instant
}

/** The notes. */
export interface Facts {
  readonly violations: Violation[]
  readonly records: LogRecord[]
  /** Event id → how often it is in the log. */
  readonly logged: Map<string, number>
  readonly tally: { [name: string]: number }
  readonly claims: Map<string, Claim>
  /** Identifier key → the profile that owned it last. */
  readonly owners: Map<string, ProfileId>
  /** Messages that may not be called any more: a withdrawal was answered as effective while they were claimed. */
  readonly forbidden: Set<string>
  definitions: Definitions | null
  /** The epoch that rules, and the process that took it. */
  epoch: number
  ruler: number
  broken(invariant: string, said: string): void
  survivor(profile: ProfileId): ProfileId
  /** Whose a fact is by now: its strongest identifier's owner, else whoever its profile has become. */
  personOf(fact: { readonly profile: ProfileId; readonly key: string | null }): ProfileId
  /** Whether this person came out of a division: facts that named nobody may have been another's then. */
  isBlurred(profile: ProfileId): boolean
  committed(commit: Commit, life: Life): void
  /** Whether the last word about a purpose, of all that is known about the person, allows it. */
  allowed(profile: ProfileId, purpose: string, channel: string): boolean
  /** Why a withdrawal does not stand; null when it does, or when something was allowed after it came in. */
  unheeded(withdrawal: string): string | null
}

const CLOSED = new Set(['sent', 'refused', 'rejected', 'unknown', 'cancelled'])
/** Hours to UTC of the zones that customers live in. */
const ZONES: { readonly [zone: string]: number } = { 'Asia/Taipei': 8, 'Asia/Hong_Kong': 8, 'Asia/Bangkok': 7 }

/** Empty notes. */
export function createFacts(): Facts {
  const merged = new Map<ProfileId, ProfileId>()
  const divided = new Set<ProfileId>()
  const said: Statement[] = []
  const outbox = new Map<string, OutboxRow>()
  const timers = new Set<string>()
  const zones = new Map<ProfileId, { at: number; zone: string }>()
  let at = 0 as Instant

  const facts: Facts = {
    violations: [],
    records: [],
    logged: new Map(),
    tally: {},
    claims: new Map(),
    owners: new Map(),
    forbidden: new Set(),
    definitions: null,
    epoch: 0,
    ruler: 0,
    broken: (invariant, text) => void facts.violations.push({ invariant, said: text }),
    survivor(profile) {
      let here = profile
      for (let next = merged.get(here); next !== undefined; next = merged.get(here)) here = next
      return here
    },
    personOf: ({ profile, key }) => facts.survivor((key === null ? undefined : facts.owners.get(key)) ?? profile),
    isBlurred: (profile) => [...divided].some((one) => facts.survivor(one) === facts.survivor(profile)),
    committed(commit, life) {
      if (commit.epoch !== facts.epoch) facts.broken('I16', `process ${life.nr} wrote under epoch ${commit.epoch} while ${facts.epoch} rules`)
      for (const { from, into } of commit.merged) {
        if (into === null) merged.delete(from)
        else merged.set(from, into)
      }
      for (const { key, profile } of commit.owners) if (profile !== null) facts.owners.set(key, profile)
      for (const [name, more] of Object.entries(commit.tally)) facts.tally[name] = (facts.tally[name] ?? 0) + more
      for (const record of commit.append) note(record)
      for (const row of commit.outbox) moved(row)
    },
    allowed(profile, purpose, channel) {
      const person = facts.survivor(profile)
      let last: Statement | null = null
      for (const one of said) {
        if (facts.personOf(one) !== person) continue
        if ((one.purpose !== '*' && one.purpose !== purpose) || (one.channel !== '*' && one.channel !== channel)) continue
        if (last === null || one.at > last.at || (one.at === last.at && !one.given)) last = one
      }
      return purpose === 'service' || (last?.given ?? false)
    },
    unheeded(withdrawal) {
      const index = said.findIndex((one) => one.event === withdrawal)
      const own = said[index]
      if (own === undefined) return 'it is not in the log'
      const person = facts.personOf(own)
      if (said.slice(index).some((one) => one.given && facts.personOf(one) === person)) return null
      if (!facts.allowed(person, 'marketing', 'email')) return null
      return `something was allowed at a later moment than ${own.at}, though it came in earlier`
    },
  }

  function note(record: LogRecord): void {
    facts.records.push(record)
    if (record.at < at) facts.broken('clock', `record ${record.position} is of ${record.at}, the one before of ${at}`)
    at = record.at
    if (record.body.is === 'definitions') {
      facts.definitions = record.body.definitions
      return
    }
    for (const { event, profile, derived } of record.body.entries) {
      for (const one of derived) if (one.type === 'profile_split') for (const id of [one.properties['from'], ...(one.properties['into'] as ProfileId[])]) divided.add(id as ProfileId)
      const times = (facts.logged.get(event.id) ?? 0) + 1
      facts.logged.set(event.id, times)
      if (times > 1) facts.broken('I2', `event ${event.id} (${event.type}) is in the log ${times} times, again at position ${record.position}`)
      if (profile !== null) happened(event, profile, record.at)
    }
  }

  function happened(event: Event, profile: ProfileId, now: Instant): void {
    const { properties } = event
    if (event.type === 'consent_given' || event.type === 'consent_withdrawn') {
      const [purpose, channel] = [String(properties['purpose'] ?? 'marketing'), String(properties['channel'] ?? '*')]
      said.push({ profile, key: idsOf(event)[0] ?? null, purpose, channel, at: event.at, given: event.type === 'consent_given', event: event.id })
    } else if (event.type === 'timer_fired') {
      const due = Number(properties['due'])
      if (due > now) facts.broken('I13', `the timer of ${profile} fired at ${now}, ${due - now} ms early`)
      const key = `${profile}:${due}:${now}`
      if (timers.has(key)) facts.broken('I13', `the timer of ${profile} due at ${due} fired twice at ${now}`)
      timers.add(key)
    } else if (event.type === 'identified') {
      const zone = (properties['traits'] as { readonly timezone?: string } | undefined)?.timezone
      const known = zones.get(profile)
      if (zone !== undefined && (known === undefined || known.at <= event.at)) zones.set(profile, { at: event.at, zone })
    }
  }

  function claimed({ id, profile, plan, updatedAt: now }: OutboxRow): void {
    const claim: Claim = { profile, channel: plan.channel, purpose: plan.purpose, at: now }
    facts.claims.set(id, claim)
    facts.forbidden.delete(id)
    if (!facts.allowed(profile, claim.purpose, claim.channel)) facts.broken('I9', `message ${id} to ${profile} passed the gate at ${now} without consent to ${claim.purpose} on ${claim.channel}`)
    const person = facts.survivor(profile)
    const own = [...facts.claims.values()].filter((one) => facts.survivor(one.profile) === person)
    if (facts.isBlurred(profile)) return
    for (const cap of facts.definitions?.sending.caps ?? []) {
      if ((cap.purpose ?? claim.purpose) !== claim.purpose || (cap.channel ?? claim.channel) !== claim.channel) continue
      const within = parseDuration(cap.within) ?? 0
      const counted = own.filter((one) => one.at > now - within && (cap.purpose ?? one.purpose) === one.purpose && (cap.channel ?? one.channel) === one.channel)
      if (counted.length > cap.most) facts.broken('I12', `${person} got ${counted.length} messages within ${cap.within}, at most ${cap.most} are allowed (message ${id} at ${now})`)
    }
    const quiet = facts.definitions?.sending.quietHours
    const hours = [...new Set([...zones].flatMap(([one, { zone }]) => (facts.survivor(one) === person ? [zone] : [])))]
    if (quiet && !quiet.except?.includes(claim.purpose) && hours.length === 1) {
      const hour = Math.floor(now / 3_600_000 + (ZONES[hours[0] ?? ''] ?? 0)) % 24
      if (hour >= quiet.from || hour < quiet.to) facts.broken('quiet', `message ${id} to ${person} passed the gate at ${hour} o'clock in ${hours[0]}`)
    }
  }

  function moved(row: OutboxRow): void {
    const before = outbox.get(row.id)
    if (before && CLOSED.has(before.state) && row.state !== before.state) facts.broken('I8', `message ${row.id} was ${before.state} and became ${row.state}`)
    if (row.state === 'calling' && before?.state !== 'planned') facts.broken('I8', `message ${row.id} is called, it was ${before?.state ?? 'nothing'} before`)
    if (row.state === 'calling') claimed(row)
    outbox.set(row.id, row)
  }

  return facts
}
