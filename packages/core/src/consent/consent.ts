/**
 * Consent: what a person allowed, by purpose and channel, as an order-free fold of what was said.
 * Whatever order statements arrive in and however profiles merge, the latest statement stands, and at the same moment a withdrawal beats an opt-in.
 */
import type { Json } from '../base/json.ts'
import type { Event } from '../event/event.ts'
import { KNOWN } from '../event/event.ts'
import type { ConsentEntry, ConsentState, PurposeDefinition } from './types.ts'

/** The purposes of a new workspace. */
export const DEFAULT_PURPOSES: readonly PurposeDefinition[] = [
  { id: 'marketing', name: 'News and offers', basis: 'ask' },
  { id: 'personalisation', name: 'Personal content', basis: 'inform' },
  { id: 'analytics', name: 'Statistics', basis: 'inform' },
  { id: 'service', name: 'Service messages', basis: 'always' },
]

/** Stands for every purpose, and for every channel. */
export const EVERYTHING = '*'

/** Most purposes that a person's state keeps, and most channels of one purpose: those with the shortest names, then by name, so that the choice is order-free. */
export const CONSENT_LIMITS = { purposes: 100, channels: 20, nameLength: 64, textLength: 256 } as const

/** Why a purpose is allowed or not. */
export interface ConsentReason {
  readonly allowed: boolean
  /** `said`: the entry decides; `silence`: nothing was said, the basis decides; `always`: the purpose cannot be withdrawn. */
  readonly because: 'said' | 'silence' | 'always'
  /** Basis of the purpose; a purpose that is not defined must be asked for. */
  readonly basis: PurposeDefinition['basis']
  /** The statement that decided, and where it stands. */
  readonly said?: { readonly purpose: string; readonly channel: string; readonly entry: ConsentEntry }
}

/**
 * The state after an event: `consent_given` and `consent_withdrawn` count, all others leave it as it is.
 * properties.purpose (default `marketing`) and properties.channel (default `*`) say what for. When one of them is unreadable,
 * an opt-in has no effect and a withdrawal counts for everything: mistakes only ever narrow what we may do.
 */
export function foldConsent(state: ConsentState, event: Event): ConsentState {
  const is = event.type === KNOWN.consentGiven ? 'given' : event.type === KNOWN.consentWithdrawn ? 'withdrawn' : null
  if (is === null) return state
  const purpose = nameIn(event.properties['purpose'], 'marketing') ?? (is === 'withdrawn' ? EVERYTHING : null)
  const channel = nameIn(event.properties['channel'], EVERYTHING) ?? (is === 'withdrawn' ? EVERYTHING : null)
  if (purpose === null || channel === null) return state
  const text = event.properties['text']
  const entry: ConsentEntry = { is, at: event.at, from: event.id, ...(typeof text === 'string' && text !== '' ? { text: text.slice(0, CONSENT_LIMITS.textLength) } : {}) }
  return withEntry(state, purpose, channel, entry)
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
export function allowed(purposes: readonly PurposeDefinition[], state: ConsentState, purpose: string, channel: string = EVERYTHING): boolean {
  return consentReason(purposes, state, purpose, channel).allowed
}

/**
 * The answer of `allowed` with its reason. Of the statements about (this purpose or all) on (this channel or all) the most recent decides:
 * a withdrawal from everything silences an older opt-in to e-mail, a later opt-in to e-mail counts again. At the same moment a withdrawal decides.
 */
export function consentReason(purposes: readonly PurposeDefinition[], state: ConsentState, purpose: string, channel: string = EVERYTHING): ConsentReason {
  const basis = purposes.find((definition) => definition.id === purpose)?.basis ?? 'ask'
  if (basis === 'always') return { allowed: true, because: 'always', basis }
  let said: ConsentReason['said']
  for (const forPurpose of purpose === EVERYTHING ? [EVERYTHING] : [purpose, EVERYTHING]) {
    for (const onChannel of channel === EVERYTHING ? [EVERYTHING] : [channel, EVERYTHING]) {
      const entry = entryAt(state, forPurpose, onChannel)
      if (entry !== undefined && (said === undefined || compareEntries(entry, said.entry) > 0)) said = { purpose: forPurpose, channel: onChannel, entry }
    }
  }
  if (said === undefined) return { allowed: basis === 'inform', because: 'silence', basis }
  return { allowed: said.entry.is === 'given', because: 'said', basis, said }
}

/** Orders statements, the one that stands last: by moment, then opt-in before withdrawal, then event id. */
function compareEntries(one: ConsentEntry, other: ConsentEntry): number {
  return one.at - other.at || Number(one.is === 'withdrawn') - Number(other.is === 'withdrawn') || order(one.from, other.from) || order(one.text ?? '', other.text ?? '')
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
