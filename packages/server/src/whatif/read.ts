/** Reads decisions and what became of them out of the log, record by record, and goes on where it stopped. */
import type { OfferId, ProfileId, WorkspaceId } from '@rapport/core/base/id'
import { DAY, type Instant } from '@rapport/core/base/time'
import { createOutcomes, successesOf, type Joined } from '@rapport/core/decision/outcomes'
import { unpackDecision } from '@rapport/core/decision/record'
import type { Decision, OfferDefinition } from '@rapport/core/decision/types'
import { KNOWN } from '@rapport/core/event/event'
import { eventRef, type Log, type LogEntry, type LogRecord, type Position } from '../ports/log.ts'
import { emptyGround, UNDOABLE, type Ground } from './ground.ts'

/** What reads on. */
export interface GroundReader {
  readonly ground: Ground
  /** Moment from which on decisions are in. */
  readonly from: number
  /** Reads what the log holds by now; tells how far it is, 0 to 1. */
  advance(onProgress?: (part: number) => void): Promise<void>
}

const CHUNK = 200
/** More decisions than this are not held in memory; the newest count. */
export const DECISIONS_MAX = 500_000
/** An opt-out or complaint is laid to an offer that was shown so long before it. */
const OPT_OUT_WITHIN = 2 * DAY
/** Facts of the moment are kept for so many decisions, for rules that look at them. */
const CONTEXTS_MAX = 200_000

const OPT_OUTS: ReadonlySet<string> = new Set([KNOWN.consentWithdrawn, KNOWN.messageComplained])

/** Begins with decisions made at or after `from`. `offers` say what success means until the log itself says so. */
export function readGround({ log, ws, from, offers }: {
  readonly log: Pick<Log, 'read' | 'last'>
  readonly ws: WorkspaceId
  readonly from: number
  readonly offers: readonly OfferDefinition[]
}): GroundReader {
  const ground = emptyGround()
  const outcomes = createOutcomes()
  const rows = new Map<string, number>()
  const lastShown = new Map<ProfileId, { readonly row: number; readonly at: number }>()
  const sets = new Map<string, number>()
  let successes = successesOf(offers)
  let position: number | null = null

  function decided(decision: Decision, ref: number, profile: ProfileId | null): void {
    if (decision.at < from) return
    const why = unusable(decision)
    if (why !== null) {
      ground.leftOut.set(why, (ground.leftOut.get(why) ?? 0) + 1)
      return
    }
    const row = ground.at.length
    put(decision, profile)
    const { chosen } = decision
    if (chosen === null) return
    rows.set(decision.id, row)
    const worth = decision.candidates.find(({ offer }) => offer === chosen)?.worth
    outcomes.decided({
      decision: decision.id, offer: chosen as OfferId, placement: decision.placement, ref, at: decision.at, explored: decision.explored, best: !decision.explored,
      propensity: decision.propensity, possible: 1, value: worth?.value ?? 0, cost: worth?.cost ?? 0, profile,
    })
  }

  function put(decision: Decision, profile: ProfileId | null): void {
    const { candidates, moments = [], x } = decision
    const row = ground.at.length
    ground.at.push(decision.at)
    // A stranger's decisions of one throw are one piece of evidence; without that each stands for itself.
    ground.unit.push(ground.people.idOf(profile ?? ` ${decision.drawn ?? decision.id}`))
    ground.known.push(profile === null ? 0 : 1)
    ground.placement.push(ground.placements.idOf(decision.placement))
    ground.channel.push(ground.channels.idOf(decision.channel ?? ''))
    ground.chosen.push(decision.chosen === null ? -1 : ground.offers.idOf(decision.chosen))
    ground.propensity.push(decision.propensity)
    ground.exploration.push(decision.exploration ?? 0)
    ground.sharpness.push(decision.sharpness ?? NaN)
    ground.slate.push(decision.slots === undefined ? 0 : 1)
    ground.moments.push(moments.length === 0 ? 0 : 1 + setOf(moments))
    if (Object.keys(decision.context).length > 0 && ground.contexts.size < CONTEXTS_MAX) ground.contexts.set(row, decision.context)
    for (const outcome of [ground.shown, ground.clicked, ground.worked, ground.optedOut]) outcome.push(0)
    ground.first.push(ground.offer.length)
    ground.firstOut.push(ground.outOffer.length)
    ground.firstX.push(ground.xAt.length)
    for (const { offer, out, worth, score = 0, probability = 0 } of candidates) {
      if (offer === null) continue
      if (out) {
        const check = UNDOABLE.indexOf(out.check as (typeof UNDOABLE)[number])
        if (check < 0) continue
        ground.outOffer.push(ground.offers.idOf(offer))
        ground.outCheck.push(check)
        continue
      }
      ground.offer.push(ground.offers.idOf(offer))
      ground.chance.push(probability)
      ground.p.push(worth?.p ?? 0)
      ground.learned.push(worth?.learned ?? NaN)
      ground.value.push(worth?.value ?? 0)
      ground.lever.push(worth?.lever ?? 1)
      ground.cost.push(worth?.cost ?? 0)
      ground.channelCost.push(worth?.channelCost ?? 0)
      ground.shadow.push(worth?.shadow ?? 0)
      ground.taken.push(worth?.moments ?? 0)
      ground.score.push(score)
    }
    for (const [index, place] of (x?.at ?? []).entries()) {
      ground.xAt.push(place)
      ground.xValue.push(x?.value[index] ?? 0)
    }
  }

  function setOf(moments: readonly string[]): number {
    const key = moments.join('\n')
    const known = sets.get(key)
    if (known !== undefined) return known
    sets.set(key, ground.momentSets.length)
    ground.momentSets.push(moments.map((id) => ground.momentIds.idOf(id)))
    return ground.momentSets.length - 1
  }

  function heard({ kind, of, at }: Joined): void {
    const row = rows.get(of.decision)
    if (row === undefined) return
    if (kind === 'closed') rows.delete(of.decision)
    else if (kind === 'shown') {
      ground.shown.values()[row] = at
      if (of.profile !== null) lastShown.set(of.profile, { row, at })
    } else if (kind === 'clicked') ground.clicked.values()[row] = at
    else if (kind === 'worked') ground.worked.values()[row] = at
  }

  function entryOf({ event, profile, derived, merged = [] }: LogEntry, ref: number, now: Instant): void {
    if (profile !== null) for (const from of merged) {
      outcomes.merged(from, profile)
      const before = ground.people.find(from)
      const after = before === undefined ? undefined : ground.people.idOf(profile)
      if (before !== undefined && after !== undefined && before !== after) ground.joined.set(before, after)
    }
    for (const one of derived.length === 0 ? [event] : [event, ...derived]) {
      if (one.type === 'decision_made') {
        const decision = unpackDecision(one.properties)
        if (decision !== null) decided(decision, ref, profile)
      }
      if (OPT_OUTS.has(one.type) && profile !== null) {
        const shown = lastShown.get(profile)
        if (shown !== undefined && one.at >= shown.at && one.at - shown.at <= OPT_OUT_WITHIN) ground.optedOut.values()[shown.row] = one.at
      }
      for (const joined of outcomes.happened(one, profile, successes, now)) heard(joined)
    }
  }

  function take(record: LogRecord): void {
    if (record.body.is === 'definitions') {
      if (record.body.definitions.offers) successes = successesOf(record.body.definitions.offers)
      return
    }
    for (const [index, entry] of record.body.entries.entries()) entryOf(entry, eventRef(record.position, index), record.at)
  }

  return {
    ground,
    from,
    async advance(onProgress = () => undefined) {
      const { position: end } = await log.last(ws)
      position ??= await before({ log, ws, end, from })
      const start = position
      while (position < end) {
        const records = await log.read({ ws, after: position as Position, limit: CHUNK })
        for (const record of records) {
          if (ground.at.length >= DECISIONS_MAX) throw new Error(`there are more than ${DECISIONS_MAX.toLocaleString('en')} decisions in this time; ask for fewer days`)
          take(record)
          position = record.position
        }
        if (records.length === 0) position = end
        onProgress((position - start) / Math.max(1, end - start))
      }
    },
  }
}

/** What cannot be replayed, and why. */
function unusable({ exploration, propensity, candidates }: Decision): string | null {
  if (exploration === undefined) return 'before_learning'
  if (!(propensity > 0 && propensity <= 1)) return 'no_chance_stored'
  return candidates.some(({ offer, out, worth }) => offer !== null && !out && worth === undefined) ? 'unreadable' : null
}

/** The position before the first record at or after a moment: clocks of records never go back. */
async function before({ log, ws, end, from }: { readonly log: Pick<Log, 'read'>; readonly ws: WorkspaceId; readonly end: number; readonly from: number }): Promise<number> {
  let [low, high] = [0, end]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [record] = await log.read({ ws, after: middle as Position, limit: 1 })
    if (record === undefined || record.at >= from) high = middle
    else low = record.position
  }
  return low
}
