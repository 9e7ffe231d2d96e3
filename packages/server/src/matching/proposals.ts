/** From scored pairs to what is proposed: pairs to review, pairs to join by policy, people who look like two. Pure. */
import { shortHash } from '@rapport/core/base/hash'
import type { EventId, ProfileId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { sourceRows } from '@rapport/core/engine/matchable'
import { SYSTEM } from '@rapport/core/engine/react'
import type { ProfileState } from '@rapport/core/engine/state'
import { KNOWN, type Event } from '@rapport/core/event/event'
import { parseIdentifierKey } from '@rapport/core/event/identifier'
import { compareStrength } from '@rapport/core/identity/edge'
import { uniqueOf } from '@rapport/core/identity/limits'
import type { Evidence, MatchModel, PairScore } from '@rapport/core/match/types'
import type { ReviewRow } from '../ports/store.ts'
import { prepare, scoreRows } from './reading.ts'

/** Id of the review of a pair: one pair is one row, whoever of the two came later. */
export function reviewId(proposes: ReviewRow['proposes'], one: ProfileId, other: ProfileId): string {
  return shortHash(`review ${proposes} ${[one, other].sort().join(' ')}`)
}

/** Why two people may not be proposed; null when they may. */
export function hindrance(one: ProfileState, other: ProfileState): 'decided' | 'unique' | 'nameless' | null {
  const mine = new Set(one.identity.ids)
  const yours = new Set(other.identity.ids)
  if (mine.size === 0 || yours.size === 0) return 'nameless'
  // Somebody has said that they are two, or has taken them apart: asking again would be asking for another answer.
  for (const { a, b, rule } of one.identity.edges) {
    if ((rule === 'apart' || rule === 'cut') && ((mine.has(a) && yours.has(b)) || (mine.has(b) && yours.has(a)))) return 'decided'
  }
  // The graph would refuse the join: one person has one account.
  const accounts = new Map<string, string>()
  for (const id of mine) if (uniqueOf(id) !== null) accounts.set(uniqueOf(id) ?? '', id)
  for (const id of yours) {
    const kind = uniqueOf(id)
    if (kind !== null && accounts.has(kind) && accounts.get(kind) !== id) return 'unique'
  }
  return null
}

/** The row that asks somebody whether two people are one. */
export function joinReview(pair: { readonly one: ProfileId; readonly other: ProfileId; readonly score: PairScore; readonly at: Instant }): ReviewRow {
  const [a, b] = [pair.one, pair.other].sort() as [ProfileId, ProfileId]
  return { id: reviewId('join', a, b), a, b, state: 'open', proposes: 'join', score: pair.score.probability, evidence: evidenceJson(pair.score.evidence), at: pair.at }
}

/** The fact that policy has joined two people, between their strongest identifiers. */
export function joinEvent(pair: { readonly one: ProfileState; readonly other: ProfileState; readonly score: PairScore; readonly at: Instant }): Event {
  const ends = [strongestOf(pair.one), strongestOf(pair.other)].sort() as [string, string]
  return {
    id: `${SYSTEM}:matching:${shortHash(ends.join(' '))}:${pair.at}` as EventId,
    type: KNOWN.identityDecided,
    at: pair.at,
    receivedAt: pair.at,
    source: SYSTEM,
    identifiers: ends.map(parseIdentifierKey).filter((id) => id !== null),
    properties: {
      verdicts: [{ a: ends[0], b: ends[1], is: 'joined' }],
      by: 'matching',
      why: `matching is ${(100 * pair.score.probability).toFixed(2)} % sure, and the policy joins from there on`,
      score: pair.score.probability,
      evidence: evidenceJson(pair.score.evidence),
    },
  }
}

function strongestOf({ identity }: ProfileState): string {
  const ids = identity.ids.flatMap((key) => {
    const id = parseIdentifierKey(key)
    return id ? [{ key, id }] : []
  })
  ids.sort((one, other) => compareStrength(one.id, other.id))
  return ids[0]?.key ?? identity.ids[0] ?? ''
}

/** What a family does not share. */
const TELLS_APART: ReadonlySet<string> = new Set(['name', 'given', 'family', 'birth'])
/** Evidence in bits against one person that is enough to ask. */
const SPLIT_BITS = -8

/**
 * A person of whom two sources tell two people: another given name and another birth date, in whatever writing. A family phone or a shop's tablet has
 * joined them. Null when the sources agree, or say too little.
 */
export function splitReview(state: ProfileState, model: MatchModel, at: Instant): ReviewRow | null {
  const told = sourceRows(state.traits)
    .filter(({ row }) => (row.name !== undefined || row.given !== undefined) && row.birth !== undefined)
    .map(({ source, row }) => ({ source, record: prepare(model, [Object.fromEntries(Object.entries(row).filter(([column]) => TELLS_APART.has(column)))]) }))
  for (const [n, one] of told.entries()) {
    for (const other of told.slice(n + 1)) {
      const { evidence } = scoreRows(model, one.record, other.record)
      const differs = (field: string): boolean => evidence.some((line) => line.field === field && line.label === 'different')
      const bits = evidence.reduce((sum, { field, weight }) => sum + (field === 'prior' || field === 'household' ? 0 : weight), 0)
      if (!differs('given name') || !differs('birth') || bits > SPLIT_BITS) continue
      const { id } = state
      const [ours, theirs] = [idsBy(state, one.source), idsBy(state, other.source)]
      const move = theirs.filter((key) => !ours.includes(key))
      const about = { lines: evidenceJson(evidence), move: move.length > 0 ? move : ours.filter((key) => !theirs.includes(key)) }
      // Evened out: they count as one until somebody says otherwise.
      return { id: reviewId('split', id, id), a: id, b: id, state: 'open', proposes: 'split', score: 1 / (1 + 2 ** -bits), evidence: about, at }
    }
  }
  return null
}

/** Identifiers that stood in the events of a source which told us about the person. */
function idsBy({ traits, identity }: ProfileState, source: string): readonly string[] {
  const events = new Set(Object.values(traits).flatMap((facts) => facts.flatMap((fact) => (fact.source === source ? [fact.from] : []))))
  const own = new Set(identity.ids)
  return [...new Set(identity.edges.flatMap(({ a, b, by }) => (events.has(by) ? [a, b] : [])))].filter((key) => own.has(key)).sort()
}

function evidenceJson(evidence: readonly Evidence[]): Json {
  return evidence.filter(({ label }) => label !== 'missing').map(({ field, level, label, weight }) => ({ field, level, label, weight: Math.round(weight * 100) / 100 }))
}
