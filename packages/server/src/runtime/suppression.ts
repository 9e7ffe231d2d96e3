/**
 * Who must not come back by being sent again. An erasure leaves keyed hashes of the person's identifiers; an event that names one of them loses it at the door of
 * the writer, and an event that is left with nobody is dropped and counted. A fresh explicit consent, given later than the erasure, lifts it.
 *
 * Nobody erased: no cost. Otherwise one fast hash an identifier, and the slow keyed one for those in a hundred thousand that the fast one cannot exclude.
 */
import { createHmac } from 'node:crypto'
import { hash53 } from '@rapport/core/base/hash'
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { KNOWN, type Event } from '@rapport/core/event/event'
import { identifierKey } from '@rapport/core/event/identifier'
import { idsOf } from '@rapport/core/identity/graph'
import type { StoreReads } from '../ports/store.ts'

/** Values under this key hold the hashes, one value for each erasure. */
export const SUPPRESSED_PREFIX = 'suppressed/'
/** Version of the key; a later one is added beside it, because what is suppressed stays so. */
const KEY_VERSION = '1'
/** The fast hash keeps so few bits that it tells nobody who was meant. */
const HINTS = 1 << 20

/** Keyed hash of an identifier key (`email:a@b.c`) or of `profile:ID`. The same text gives the same hash for ever; without the seed nobody can make or try one. */
export function erasureHash(seed: string, text: string): string {
  return `${KEY_VERSION}.${createHmac('sha256', `${seed}|erasure|${KEY_VERSION}`).update(text).digest('base64url')}`
}

/** Bits that say "certainly not" quickly. */
function hintOf(seed: string, text: string): number {
  return hash53(seed + text, 47) % HINTS
}

/** What one erasure left behind, as stored and as told in the log. */
export interface Suppressed {
  readonly at: Instant
  /** Hash and hint of each identifier and profile id. */
  readonly hashes: readonly (readonly [hash: string, hint: number])[]
}

/** What is to be done with an arrival. */
export type Screened =
  /** As it came, or with fewer identifiers. */
  | { readonly is: 'pass'; readonly event: Event }
  | { readonly is: 'dropped' }
  /** A fresh consent: these hashes are suppressed no more. */
  | { readonly is: 'lifts'; readonly hashes: readonly string[] }

/** Everybody who is suppressed. */
export interface Suppression {
  /** False as long as nobody was erased. */
  readonly active: boolean
  /** `lifted`: hashes that an earlier event of the same batch has lifted. */
  screen(arrival: { readonly event: Event; readonly profile?: ProfileId | undefined }, lifted: ReadonlySet<string>): Screened
  /** What a commit must store so that this erasure, or this lifting, is remembered; `applied` once it is in. */
  add(id: string, suppressed: Suppressed): Change
  lift(hashes: readonly string[]): Change
  /** Number of hashes. */
  readonly size: number
}

interface Change {
  readonly values: readonly { readonly key: string; readonly value: Json | null }[]
  readonly applied: () => void
}

/** The hashes of these texts, for `Suppressed.hashes`. */
export function hashesOf(seed: string, texts: readonly string[]): Suppressed['hashes'] {
  return texts.map((text) => [erasureHash(seed, text), hintOf(seed, text)] as const)
}

/** Reads what a `profile_erased` event of ours says; null for any other. */
export function suppressedIn(event: Event): (Suppressed & { readonly id: string }) | null {
  const { suppressed, subject } = event.properties
  if (event.type !== KNOWN.profileErased || event.source !== 'system' || !Array.isArray(suppressed) || typeof subject !== 'string') return null
  return { id: subject, at: event.at, hashes: suppressed as unknown as Suppressed['hashes'] }
}

/** Reads who is suppressed. */
export async function openSuppression(reads: StoreReads, ws: WorkspaceId, seed: string): Promise<Suppression> {
  const erasures = new Map<string, Suppressed>()
  for (const { key, value } of await reads.values(ws, SUPPRESSED_PREFIX)) if (isJsonObject(value)) erasures.set(key, value as unknown as Suppressed)
  let known = new Map<string, Instant>()
  let hints = new Set<number>()
  index()

  function index(): void {
    known = new Map()
    hints = new Set()
    for (const { at, hashes } of erasures.values())
      for (const [hash, hint] of hashes) {
        known.set(hash, at)
        hints.add(hint)
      }
  }

  /** The hash under which a text is suppressed; null when it is not. */
  function find(text: string, lifted: ReadonlySet<string>): string | null {
    if (!hints.has(hintOf(seed, text))) return null
    const hash = erasureHash(seed, text)
    return known.has(hash) && !lifted.has(hash) ? hash : null
  }

  function change(next: ReadonlyMap<string, Suppressed | null>): Change {
    return {
      values: [...next].map(([key, value]) => ({ key, value: value as unknown as JsonObject | null })),
      applied() {
        for (const [key, value] of next) {
          if (value === null) erasures.delete(key)
          else erasures.set(key, value)
        }
        index()
      },
    }
  }

  return {
    get active() {
      return known.size > 0
    },
    get size() {
      return known.size
    },
    screen({ event, profile }, lifted) {
      if (profile !== undefined) return find(`profile:${profile}`, lifted) === null ? { is: 'pass', event } : { is: 'dropped' }
      // A decision about identity names people in its verdicts as well; without one of them it decides nothing.
      if (event.type === KNOWN.identityDecided && idsOf(event).some((key) => find(key, lifted) !== null)) return { is: 'dropped' }
      const found = event.identifiers.map((identifier) => find(identifierKey(identifier), lifted))
      if (found.every((hash) => hash === null)) return { is: 'pass', event }
      const hashes = found.filter((hash) => hash !== null)
      if (event.type === KNOWN.consentGiven && hashes.every((hash) => event.at > (known.get(hash) as Instant))) return { is: 'lifts', hashes }
      const identifiers = event.identifiers.filter((_, i) => found[i] === null)
      return identifiers.length === 0 ? { is: 'dropped' } : { is: 'pass', event: { ...event, identifiers } }
    },
    add: (id, suppressed) => change(new Map([[SUPPRESSED_PREFIX + id, suppressed]])),
    lift(lifted) {
      const gone = new Set(lifted)
      const next = new Map<string, Suppressed | null>()
      for (const [key, { at, hashes }] of erasures) {
        const left = hashes.filter(([hash]) => !gone.has(hash))
        if (left.length < hashes.length) next.set(key, left.length === 0 ? null : { at, hashes: left })
      }
      return change(next)
    },
  }
}
