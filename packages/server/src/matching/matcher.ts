/**
 * Live matching: looks at people who are new or changed, finds who may be the same by shared keys, scores them, and says what to propose. It reads the
 * store and writes only its own index; the caller hands what it proposes to the writer.
 */
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { decodeState } from '@rapport/core/engine/codec'
import { personRows, type PersonRow } from '@rapport/core/engine/matchable'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Event } from '@rapport/core/event/event'
import type { MatchingPolicy } from '@rapport/core/match/policy'
import type { MatchModel, PairScore, PreparedRecord } from '@rapport/core/match/types'
import type { ReviewRow, StoredProfile, StoreReads } from '../ports/store.ts'
import { fitSteps, keptModel, modelFor, wantsFit, type KeptModel } from './fit.ts'
import type { Indexed, IndexFile } from './index-file.ts'
import { hindrance, joinEvent, joinReview, reviewId, splitReview } from './proposals.ts'
import { blockKeys, homeKeys, prepare, scoreRows } from './reading.ts'

/** What a look leads to. */
export interface Outcome {
  readonly reviews: readonly ReviewRow[]
  /** Facts that join people by policy; the review of each pair is among `reviews`, settled. */
  readonly joins: readonly Event[]
}

/** Who shares a home with somebody, and by what. */
export interface HomeMate {
  readonly id: ProfileId
  readonly because: readonly ('address' | 'phone')[]
}

/** Figures since the start. */
export interface MatcherFigures {
  readonly people: number
  readonly crowded: number
  readonly looked: number
  readonly scored: number
  readonly proposed: number
  readonly linked: number
  readonly model: KeptModel
}

/** Live matching of one workspace. */
export interface Matcher {
  /** Looks at people. `found` is called when all candidates of a person are known, before they are scored. */
  look(ids: readonly ProfileId[], found?: (id: ProfileId) => void): Promise<Outcome>
  /** Puts people into the index without comparing them with anybody, for those who were there before. */
  read(people: readonly StoredProfile[]): void
  /** Compares one person of the index with those of smaller numbers. */
  compare(n: number): Promise<Outcome>
  /** Takes people out of the index, physically. */
  forget(ids: readonly ProfileId[]): void
  household(id: ProfileId): readonly HomeMate[]
  /** Steps of fitting the model, when it is time; null when it is not. */
  fit(): Generator<void, KeptModel> | null
  figures(): MatcherFigures
}

/** Candidates of one person that are scored, those with most keys in common first. */
const CANDIDATES_MAX = 40
const PREPARED_MAX = 20_000
/** People who were taken out lately: a look that has read them just before must not bring them back. */
const FORGOTTEN_MAX = 10_000
const NOTHING: Outcome = { reviews: [], joins: [] }
/** Open reviews of one person that are looked through when the person is gone. */
const REVIEWS_MAX = 200

/** Makes it. */
export function createMatcher(options: {
  readonly ws: WorkspaceId
  readonly index: IndexFile
  readonly reads: StoreReads
  readonly policy: () => MatchingPolicy
  readonly clock: () => Instant
}): Matcher {
  const { ws, index, reads } = options
  let kept = keptModel(index)
  let model: MatchModel = modelFor(kept, index.people())
  let modelPeople = index.people()
  let prepared = new Map<number, readonly PreparedRecord[]>()
  const forgotten = new Set<ProfileId>()
  const count = { looked: 0, scored: 0, proposed: 0, linked: 0 }

  /** The model follows the number of people, not at every arrival but at every tenth part more. */
  function follow(): void {
    const people = index.people()
    if (people < modelPeople * 1.1 && people > modelPeople * 0.9) return
    model = modelFor(kept, people)
    modelPeople = people
    prepared = new Map()
  }

  function preparedOf(person: Indexed): readonly PreparedRecord[] {
    const known = prepared.get(person.n)
    if (known) return known
    const made = prepare(model, person.rows)
    if (prepared.size >= PREPARED_MAX) prepared = new Map()
    prepared.set(person.n, made)
    return made
  }

  /** Numbers of those who share a key, most shared first. */
  function candidatesOf(self: number, keys: readonly number[]): readonly number[] {
    const shared = new Map<number, number>()
    for (const key of keys) for (const n of index.under(key) ?? []) if (n !== self) shared.set(n, (shared.get(n) ?? 0) + 1)
    return [...shared].sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, CANDIDATES_MAX).map(([n]) => n)
  }

  /** Puts a person into the index and answers their candidates; null when nothing about them is another than before. */
  function take(id: ProfileId, rows: readonly PersonRow[], wanted = true): { readonly self: Indexed; readonly candidates: readonly number[] } | null {
    const before = index.find(id)
    if (forgotten.has(id)) return null
    if (before && JSON.stringify(before.rows) === JSON.stringify(rows)) return null
    const keys = blockKeys(rows)
    index.put({ id, rows, keys, homes: homeKeys(rows).map(({ key }) => key) })
    const self = index.find(id)
    if (self === null) return null
    prepared.delete(self.n)
    return { self, candidates: wanted ? candidatesOf(self.n, keys) : [] }
  }

  function likely(self: Indexed, candidates: readonly number[], least: number): { readonly other: ProfileId; readonly score: PairScore }[] {
    const mine = preparedOf(self)
    const pairs: { other: ProfileId; score: PairScore }[] = []
    for (const n of candidates) {
      const other = index.byNumber(n)
      if (other === null) continue
      const score = scoreRows(model, mine, preparedOf(other))
      count.scored++
      if (score.probability >= least) pairs.push({ other: other.id, score })
    }
    return pairs.sort((one, other) => other.score.probability - one.score.probability)
  }

  async function propose(state: ProfileState, pairs: readonly { readonly other: ProfileId; readonly score: PairScore }[]): Promise<Outcome> {
    const policy = options.policy()
    const at = options.clock()
    const reviews: ReviewRow[] = []
    const joins: Event[] = []
    const split = splitReview(state, model, at)
    if (split && (await reads.reviewById(ws, split.id)) === null) reviews.push(split)
    const others = await reads.profiles(ws, pairs.map(({ other }) => other))
    for (const { other, score } of pairs) {
      const found = others.get(other)
      if (found === undefined) continue
      const known = await reads.reviewById(ws, reviewId('join', state.id, other))
      if (known !== null && known.state !== 'open') continue
      const theirs = decodeState(found.body)
      if (hindrance(state, theirs) !== null) continue
      const review = joinReview({ one: state.id, other, score, at })
      // One join at a time: the others are looked at again when the two are one.
      if (policy.mode === 'link' && score.probability >= policy.linkAt && joins.length === 0) {
        joins.push(joinEvent({ one: state, other: theirs, score, at }))
        reviews.push({ ...review, state: 'joined', settledAt: at, settledBy: 'matching' })
        count.linked++
      } else if (known === null || Math.abs(known.score - review.score) > 0.01) {
        reviews.push({ ...review, at: known?.at ?? at })
        if (known === null) count.proposed++
      }
    }
    return { reviews, joins }
  }

  /** Open reviews of somebody who is not there any more are settled by that. */
  async function gone(id: ProfileId): Promise<readonly ReviewRow[]> {
    const { items } = await reads.reviewPage(ws, { state: 'open', profile: id, limit: REVIEWS_MAX })
    return items.map((row) => ({ ...row, state: 'gone', evidence: null, settledAt: options.clock(), settledBy: 'matching' }))
  }

  async function lookAt(id: ProfileId, body: string | undefined, found: (id: ProfileId) => void): Promise<Outcome> {
    count.looked++
    if (body === undefined) {
      index.remove([id])
      return { reviews: await gone(id), joins: [] }
    }
    const state = decodeState(body)
    const rows = personRows(state)
    if (rows.length === 0) {
      index.remove([id])
      return NOTHING
    }
    const taken = take(id, rows)
    found(id)
    if (taken === null) return NOTHING
    return propose(state, likely(taken.self, taken.candidates, options.policy().reviewAt))
  }

  return {
    async look(ids, found = () => undefined) {
      follow()
      const people = await reads.profiles(ws, ids)
      const reviews: ReviewRow[] = []
      const joins: Event[] = []
      for (const id of ids) {
        const outcome = await lookAt(id, people.get(id)?.body, found)
        reviews.push(...outcome.reviews)
        joins.push(...outcome.joins)
      }
      return { reviews, joins }
    },
    read(people) {
      index.together(() => {
        for (const { id, body } of people) {
          const rows = personRows(decodeState(body))
          if (rows.length > 0) take(id, rows, false)
        }
      })
    },
    async compare(n) {
      const self = index.byNumber(n)
      if (self === null) return NOTHING
      follow()
      const pairs = likely(self, candidatesOf(n, index.keysOf(n)).filter((other) => other < n), options.policy().reviewAt)
      // Whether somebody looks like two people is asked of those whom several sources describe.
      if (pairs.length === 0 && self.rows.length < 2) return NOTHING
      const found = (await reads.profiles(ws, [self.id])).get(self.id)
      return found === undefined ? NOTHING : propose(decodeState(found.body), pairs)
    },
    forget(ids) {
      for (const id of ids) {
        const person = index.find(id)
        if (person) prepared.delete(person.n)
        forgotten.add(id)
        if (forgotten.size > FORGOTTEN_MAX) forgotten.delete(forgotten.values().next().value as ProfileId)
      }
      index.remove(ids)
      index.settle()
    },
    household(id) {
      const self = index.find(id)
      if (self === null) return []
      const mates = new Map<ProfileId, Set<'address' | 'phone'>>()
      for (const { key, by } of homeKeys(self.rows)) {
        for (const n of index.atHome(key)) {
          const mate = n === self.n ? null : index.byNumber(n)
          if (mate) mates.set(mate.id, (mates.get(mate.id) ?? new Set()).add(by))
        }
      }
      return [...mates].map(([mate, because]) => ({ id: mate, because: [...because].sort() }))
    },
    fit() {
      if (!wantsFit(kept, index.people())) return null
      const steps = fitSteps(index, options.clock())
      return (function* (): Generator<void, KeptModel> {
        kept = yield* steps
        model = modelFor(kept, index.people())
        modelPeople = index.people()
        prepared = new Map()
        return kept
      })()
    },
    figures: () => ({ people: index.people(), crowded: index.crowded(), ...count, model: kept }),
  }
}
