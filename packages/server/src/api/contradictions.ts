/** The feed of contradictions: decisions of one person on several placements within the time in which they should be told one story (core decision/consistency). */
import type { OfferId, ProfileId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { consistencyOf, findContradictions, type Contradiction } from '@rapport/core/decision/consistency'
import { unpackDecision } from '@rapport/core/decision/record'
import type { Decision } from '@rapport/core/decision/types'
import { nothingName } from '@rapport/core/decision/why'
import type { Position } from '../ports/log.ts'
import type { App } from '../runtime/app.ts'
import type { ContradictionsAnswer, ContradictionView } from './contract-learning.ts'
import { namesOfPeople } from './people.ts'
import { contradictionSentence } from './views/contradiction-words.ts'
import { namesFor } from './views/explored.ts'
import { namesOf, planFor } from './views/names.ts'

/** Records looked at, and decisions of so many people. */
const MOST_RECORDS = 1_000
const MOST_DECISIONS = 20_000
const MOST_SHOWN = 100
const CHUNK = 20

/** Looks at the newest decisions, as far back as `within` milliseconds. */
export async function contradictionsOf(app: App, locale: string, within: number): Promise<ContradictionsAnswer> {
  const { byPerson, since } = await newestDecisions(app, within)
  const workspace = app.workspace()
  const named = namesOf(workspace)
  const { steadyFor } = planFor(workspace).decisions
  const ask = {
    steadyFor,
    groupOf: (offer: OfferId) => named.offers.get(offer)?.group,
    kindOf: (offer: OfferId) => named.offers.get(offer)?.kind ?? 'sell',
  }
  const found = [...byPerson].map(([profile, decisions]) => ({ profile, consistency: findContradictions(decisions, ask) }))
  const { score, people, contradicted } = consistencyOf(found.map(({ consistency }) => consistency))
  const all = found.flatMap(({ profile, consistency }) => consistency.contradictions.map((contradiction) => ({ profile, contradiction })))
  const newest = all.sort((one, other) => other.contradiction.later.at - one.contradiction.later.at).slice(0, MOST_SHOWN)
  const names = await namesOfPeople(app, newest.map(({ profile }) => profile))
  return { score, people, contradicted, since, items: newest.map(({ profile, contradiction }) => view(contradiction, { app, profile, name: names.get(profile) ?? null, locale })) }
}

async function newestDecisions(app: App, within: number): Promise<{ readonly byPerson: ReadonlyMap<ProfileId, readonly Decision[]>; readonly since: Instant }> {
  const from = (app.now() - within) as Instant
  const byPerson = new Map<ProfileId, Decision[]>()
  let since = app.now()
  let count = 0
  const end = (await app.reads.last(app.ws)).position
  for (let upto: number = end; upto > 0 && end - upto < MOST_RECORDS && count < MOST_DECISIONS && since > from; upto -= CHUNK) {
    const start = Math.max(0, upto - CHUNK)
    for (const record of await app.reads.read({ ws: app.ws, after: start as Position, limit: upto - start })) {
      if (record.at < since) since = record.at
      for (const { event, profile } of record.body.is === 'events' ? record.body.entries : []) {
        if (event.type !== 'decision_made' || profile === null || event.at < from) continue
        const decision = unpackDecision(event.properties)
        if (decision === null) continue
        const theirs = byPerson.get(profile)
        if (theirs) theirs.push(decision)
        else byPerson.set(profile, [decision])
        count++
      }
    }
  }
  return { byPerson, since: since < from ? from : since }
}

interface Reader {
  readonly app: App
  readonly profile: ProfileId
  readonly name: string | null
  readonly locale: string
}

function view({ is, earlier, later }: Contradiction, { app, profile, name, locale }: Reader): ContradictionView {
  const workspace = app.workspace()
  const named = namesOf(workspace)
  const offerName = namesFor(workspace)
  const decisions = [earlier, later].map(({ id, at, placement, channel, chosen }) => ({
    id,
    at,
    placement,
    channel: channel ?? named.placements.get(placement)?.channel ?? null,
    offer: chosen,
    name: chosen === null ? nothingName(locale) : offerName(chosen),
  }))
  const placeName = (placement: string): string => named.placements.get(placement)?.name ?? placement
  const [one, other] = decisions
  const told = { one: one?.name ?? '', other: other?.name ?? '', here: placeName(earlier.placement), there: placeName(later.placement) }
  const sentence = contradictionSentence(is, told, locale)
  return { at: later.at, profile, profileName: name, what: is, sentence, decisions }
}
