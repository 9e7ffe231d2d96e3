/** What people have asked for: access, erasure, correction, restriction. Each has the clock of a law. */
import type { ProfileId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import { DAY, parseDuration } from '@rapport/core/base/time'
import { lawsOf } from '../runtime/laws.ts'
import type { LawDefinition } from '@rapport/core/consent/types'
import type { ProfileState } from '@rapport/core/engine/state'
import type { App } from '../runtime/app.ts'

/** Values under this key are requests. */
const PREFIX = 'privacy/request/'
/** When no law says anything. */
const DEFAULT_DAYS = 30

/** What a person may ask for. */
export type RequestKind = 'access' | 'erase' | 'correct' | 'restrict'

/** A request as stored. A finished erasure has no person any more. */
export interface StoredRequest {
  readonly id: string
  readonly kind: RequestKind
  readonly state: 'open' | 'running' | 'done' | 'failed' | 'dropped'
  readonly person: string | null
  readonly profile: ProfileId | null
  readonly law: string
  readonly requestedAt: number
  readonly dueAt: number
  readonly doneAt?: number
  readonly note?: string
  readonly problem?: string
  readonly counts?: { readonly [place: string]: number }
  /** Keyed hash of the profile; set when an erasure begins. */
  readonly subject?: string
  readonly certificate?: Json
}

/** The requests of a workspace. */
export interface Requests {
  get(id: string): Promise<StoredRequest | null>
  all(): Promise<readonly StoredRequest[]>
  save(request: StoredRequest): Promise<StoredRequest>
}

/** Opens them. */
export function openRequests(app: App): Requests {
  return {
    get: async (id) => (await app.reads.value(app.ws, PREFIX + id)) as unknown as StoredRequest | null,
    all: async () => (await app.reads.values(app.ws, PREFIX)).map(({ value }) => value as unknown as StoredRequest),
    async save(request) {
      await app.put(PREFIX + request.id, request as unknown as Json)
      return request
    },
  }
}

/** How long a law gives for a kind of request, in milliseconds. A restriction has the time of a correction. */
export function timeFor(law: LawDefinition | undefined, kind: RequestKind): number {
  const text = law && { access: law.deadlines.access, erase: law.deadlines.erase, correct: law.deadlines.correct, restrict: law.deadlines.correct }[kind]
  return (text === undefined ? null : parseDuration(text)) ?? DEFAULT_DAYS * DAY
}

/** The law whose clock counts for a person: of those that hold where they live, the one that gives the least time; else the first of the workspace. */
export function lawFor(app: App, person: ProfileState, kind: RequestKind): LawDefinition | undefined {
  const { definitions } = app.workspace()
  const laws = lawsOf(app.workspace())
  const hold = laws.lawsAt(laws.placeFor(person).places)
  const among = hold.length > 0 ? hold : definitions.laws.slice(0, 1)
  return [...among].sort((one, other) => timeFor(one, kind) - timeFor(other, kind))[0]
}

/** Whole days until a moment, rounded up; negative when it is over. */
export function daysLeft(dueAt: number, now: number): number {
  return Math.ceil((dueAt - now) / DAY)
}
