/**
 * Consent: what a person allowed, by purpose and channel, as an order-free fold of what was said.
 * Whatever order statements arrive in and however profiles merge, the latest statement stands, and at the same moment a withdrawal beats an opt-in.
 */
import { isJsonObject, type Json } from '../base/json.ts'
import type { Event } from '../event/event.ts'
import { KNOWN } from '../event/event.ts'
import type { Basis, ConsentEntry, ConsentState, EffectivePurpose, PurposeDefinition } from './types.ts'

/** The purposes of a new workspace. */
export const DEFAULT_PURPOSES: readonly PurposeDefinition[] = [
  { id: 'marketing', name: 'News and offers', basis: 'ask', byChannel: true },
  { id: 'personalisation', name: 'Personal content', basis: 'inform' },
  { id: 'analytics', name: 'Statistics', basis: 'inform', collect: 'essential' },
  { id: 'service', name: 'Service messages', basis: 'always' },
]

/** Stands for every purpose, and for every channel. */
export const EVERYTHING = '*'

/** The channel under which the last word of browsers and consent banners is kept, apart from what a person said by hand. */
export const SIGNAL = 'signal'

/** Most purposes that a person's state keeps, and most channels of one purpose: those with the shortest names, then by name, so that the choice is order-free. */
export const CONSENT_LIMITS = { purposes: 100, channels: 20, nameLength: 64, textLength: 256 } as const

/** Why a purpose is allowed or not. */
export interface ConsentReason {
  readonly allowed: boolean
  /** `said`: the entry decides; `signal`: a browser or banner says so; `silence`: nothing was said, the basis decides; `always`: the purpose cannot be withdrawn. */
  readonly because: 'said' | 'signal' | 'silence' | 'always'
  /** Basis of the purpose on this channel; a purpose that is not defined must be asked for. */
  readonly basis: Basis
  /** The law that wants this basis, under which a withdrawal counts, or that gives a signal its force. */
  readonly law?: string
  /** The statement that decided, and where it stands. */
  readonly said?: { readonly purpose: string; readonly channel: string; readonly entry: ConsentEntry }
}

/** One thing that an event says about consent. */
export interface Statement {
  readonly purpose: string
  readonly channel: string
  readonly entry: ConsentEntry
}

/** The state after an event: as if its statements had been said. */
export function foldConsent(state: ConsentState, event: Event): ConsentState {
  if (event.type !== KNOWN.consentGiven && event.type !== KNOWN.consentWithdrawn && event.context?.['consent'] === undefined) return state
  let next = state
  for (const { purpose, channel, entry } of statementsOf(event)) next = withEntry(next, purpose, channel, entry)
  return next
}

/**
 * What an event says about consent. `consent_given` and `consent_withdrawn`: properties.purpose (default `marketing`) and properties.channel (default
 * `*`) say what for. When one of them is unreadable, an opt-in has no effect and a withdrawal counts for everything: mistakes only ever narrow what we
 * may do. Any event may carry what a browser or banner signals, as the collector has read it: context.consent `{ said: { purpose: true | false }, by }`.
 */
export function statementsOf(event: Event): readonly Statement[] {
  const is = event.type === KNOWN.consentGiven ? 'given' : event.type === KNOWN.consentWithdrawn ? 'withdrawn' : null
  const signals = event.context?.['consent'] === undefined ? NO_STATEMENTS : signalsOf(event, event.context['consent'])
  if (is === null) return signals
  const purpose = nameIn(event.properties['purpose'], 'marketing') ?? (is === 'withdrawn' ? EVERYTHING : null)
  const channel = nameIn(event.properties['channel'], EVERYTHING) ?? (is === 'withdrawn' ? EVERYTHING : null)
  if (purpose === null || channel === null || (channel === SIGNAL && is === 'given')) return signals
  const { text, jurisdiction } = event.properties
  const entry: ConsentEntry = {
    is,
    at: event.at,
    from: event.id,
    ...(typeof text === 'string' && text !== '' ? { text: text.slice(0, CONSENT_LIMITS.textLength) } : {}),
    ...(typeof jurisdiction === 'string' && PLACE.test(jurisdiction) ? { place: jurisdiction.toUpperCase() } : {}),
  }
  return [...signals, { purpose, channel: channel === SIGNAL ? EVERYTHING : channel, entry }]
}

const NO_STATEMENTS: readonly Statement[] = []
const PLACE = /^[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?$/

function signalsOf(event: Event, consent: Json): readonly Statement[] {
  if (!isJsonObject(consent) || !isJsonObject(consent['said'] ?? null)) return NO_STATEMENTS
  const { by } = consent
  const text = typeof by === 'string' && by !== '' ? { text: by.slice(0, CONSENT_LIMITS.textLength) } : {}
  return Object.entries(consent['said'] as { readonly [purpose: string]: Json }).slice(0, CONSENT_LIMITS.purposes).flatMap(([name, said]) => {
    const purpose = nameIn(name, '')
    if (purpose === null || purpose === '' || typeof said !== 'boolean') return []
    return [{ purpose, channel: SIGNAL, entry: { is: said ? ('given' as const) : ('withdrawn' as const), at: event.at, from: event.id, ...text } }]
  })
}

/** The consent of two profiles that became one: as if all statements had been made by one person. */
export function mergeConsent(one: ConsentState, other: ConsentState): ConsentState {
  let merged = one
  for (const [purpose, channels] of Object.entries(other)) {
    for (const [channel, entry] of Object.entries(channels)) merged = withEntry(merged, purpose, channel, entry)
  }
  return merged
}

/** True when the person may be addressed for this purpose on this channel. Without a channel, only statements about every channel count. */
export function allowed(purposes: readonly EffectivePurpose[], state: ConsentState, purpose: string, channel: string = EVERYTHING): boolean {
  return consentReason(purposes, state, purpose, channel).allowed
}

/**
 * The answer of `allowed` with its reason. Of the statements about (this purpose or all) on (this channel or all) the most recent decides:
 * a withdrawal from everything silences an older opt-in to e-mail, a later opt-in to e-mail counts again. At the same moment a withdrawal decides.
 * Signals count beside that: they open what was silent and close what was open, but never reopen what a person closed by hand; a later opt-in by
 * hand opens what a signal closed. What closes a purpose through a signal of another name (`gpc`) is the law.
 */
export function consentReason(purposes: readonly EffectivePurpose[], state: ConsentState, purpose: string, channel: string = EVERYTHING): ConsentReason {
  const definition = find(purposes, purpose)
  const own = definition?.channels !== undefined && Object.hasOwn(definition.channels, channel)
  const basis = (own ? definition.channels?.[channel] : definition?.basis) ?? 'ask'
  const law = own ? definition.lawOf?.[channel] : definition?.law
  const ruled = law === undefined ? { basis } : { basis, law }
  if (basis === 'always') return { allowed: true, because: 'always', ...ruled }
  let said: ConsentReason['said']
  for (const forPurpose of purpose === EVERYTHING ? ONLY_ALL : [purpose, EVERYTHING]) {
    for (const onChannel of channel === EVERYTHING ? ONLY_ALL : [channel, EVERYTHING]) {
      const entry = entryAt(state, forPurpose, onChannel)
      if (entry !== undefined && (said === undefined || compareEntries(entry, said.entry) > 0)) said = { purpose: forPurpose, channel: onChannel, entry }
    }
  }
  if (said?.entry.is === 'withdrawn') return { allowed: false, because: 'said', ...ruled, ...(law === undefined && definition?.under !== undefined ? { law: definition.under } : {}), said }
  const signal = signalAbout(definition, state, purpose)
  if (signal === undefined) return said === undefined ? { allowed: basis === 'inform', because: 'silence', ...ruled } : { allowed: true, because: 'said', ...ruled, said }
  if (said !== undefined && (signal.said.entry.is === 'given' || said.entry.at > signal.said.entry.at)) return { allowed: true, because: 'said', ...ruled, said }
  return { allowed: signal.said.entry.is === 'given', because: 'signal', ...ruled, ...(signal.law === undefined ? {} : { law: signal.law }), said: signal.said }
}

const ONLY_ALL: readonly string[] = [EVERYTHING]

function find(purposes: readonly EffectivePurpose[], id: string): EffectivePurpose | undefined {
  for (const one of purposes) if (one.id === id) return one
  return undefined
}

interface Signalled {
  readonly said: NonNullable<ConsentReason['said']>
  readonly law?: string
}

/** What signals say about a purpose: a withdrawal under any name beats an opt-in, of several withdrawals the latest counts. */
function signalAbout(definition: EffectivePurpose | undefined, state: ConsentState, purpose: string): Signalled | undefined {
  const direct = entryAt(state, purpose, SIGNAL)
  let found: Signalled | undefined = direct && { said: { purpose, channel: SIGNAL, entry: direct } }
  if (definition?.signals === undefined) return found
  for (const [signal, law] of Object.entries(definition.signals)) {
    const entry = entryAt(state, signal, SIGNAL)
    if (entry?.is !== 'withdrawn' || (found?.said.entry.is === 'withdrawn' && found.said.entry.at >= entry.at)) continue
    found = { said: { purpose: signal, channel: SIGNAL, entry }, law }
  }
  return found
}

/** Orders statements, the one that stands last: by moment, then opt-in before withdrawal, then event id. */
function compareEntries(one: ConsentEntry, other: ConsentEntry): number {
  const moment = one.at - other.at || Number(one.is === 'withdrawn') - Number(other.is === 'withdrawn')
  return moment || order(one.from, other.from) || order(one.text ?? '', other.text ?? '') || order(one.place ?? '', other.place ?? '')
}

function withEntry(state: ConsentState, purpose: string, channel: string, entry: ConsentEntry): ConsentState {
  const known = entryAt(state, purpose, channel)
  if (known !== undefined && compareEntries(entry, known) <= 0) return state
  const channels = Object.hasOwn(state, purpose) ? state[purpose] : undefined
  const next = { ...state, [purpose]: bounded({ ...channels, [channel]: entry }, CONSENT_LIMITS.channels) }
  return channels === undefined ? bounded(next, CONSENT_LIMITS.purposes) : next
}

function entryAt(state: ConsentState, purpose: string, channel: string): ConsentEntry | undefined {
  const channels = Object.hasOwn(state, purpose) ? state[purpose] : undefined
  return channels !== undefined && Object.hasOwn(channels, channel) ? channels[channel] : undefined
}

function bounded<Value>(record: { readonly [name: string]: Value }, most: number): { readonly [name: string]: Value } {
  const names = Object.keys(record)
  if (names.length <= most) return record
  const kept = names.sort((one, other) => one.length - other.length || order(one, other)).slice(0, most)
  return Object.fromEntries(kept.map((name) => [name, record[name] as Value]))
}

const UNSAFE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

function nameIn(value: Json | undefined, otherwise: string): string | null {
  if (value === undefined || value === null || value === '') return otherwise
  if (typeof value !== 'string') return null
  const name = value.trim()
  return name === '' || name.length > CONSENT_LIMITS.nameLength || UNSAFE.has(name) ? null : name
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
