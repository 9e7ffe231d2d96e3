/** Taking the repair of a value back: from now on the source is taken at its word, letter by letter. The log keeps both, and who decided it. */
import type { EventId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { KNOWN } from '@rapport/core/event/event'
import { identifierKey, IDENTIFIER_KINDS, type Identifier } from '@rapport/core/event/identifier'
import type { TraitFact } from '@rapport/core/profile/types'
import { z } from 'zod'
import type { EventRef } from '../ports/log.ts'
import type { App } from '../runtime/app.ts'
import { ProfileView } from './contract.ts'
import type { LogView } from './log-view.ts'
import { personOr404, type FoundPerson } from './person.ts'
import { conflict, notFound, shorten } from './problem.ts'
import { ownEvent, record } from './record.ts'
import { ok, Ref, type ApiContext, type ApiServer } from './route.ts'
import { profileView } from './views/profile.ts'

const LONGEST_NAME = 64
const LONGEST_SOURCE = 200
/** Events of the person, newest first, among which the one that was repaired is looked for. */
const LOOKED_THROUGH = 2_000
const PAGE = 200
const STRENGTH: readonly string[] = Object.keys(IDENTIFIER_KINDS)

/** POST /v1/profiles/{ref}/traits/{name}/undo-repair. */
export function undoRepairRoutes(api: ApiServer, { app, log }: ApiContext): void {
  const params = z.object({ ref: Ref, name: z.string().min(1).max(LONGEST_NAME) })
  const Body = z.strictObject({ source: z.string().max(LONGEST_SOURCE).optional() }).nullish()
  api.post('/v1/profiles/:ref/traits/:name/undo-repair', {
    config: { scope: 'write' },
    schema: { summary: 'Show a value of the golden record as it came, without repair', tags: ['profiles'], params, body: Body, response: ok(ProfileView) },
  }, async (request) => {
    const { ref, name } = request.params
    const person = await personOr404(app, ref)
    const fact = repairedFact(person, name, request.body?.source)
    const owner = await ownIdentifier(app, log, person, fact.from)
    const event = ownEvent(app, {
      type: KNOWN.identified,
      source: fact.source,
      identifiers: owner === null ? [] : [owner],
      properties: { traits: { [name]: fact.raw } },
      context: { repair: false, undoRepair: { trait: name, by: request.caller?.name ?? 'api' } },
      cause: fact.from,
    })
    // The clock of the source may have been ahead of ours: what is said now must be its last word.
    const last = { ...event, at: Math.max(event.at, fact.at + 1) as Instant }
    await record(app, [{ is: 'event', event: last, ...(owner === null && { profile: person.id }) }])
    return profileView((await personOr404(app, person.id)).state, app.workspace(), app.now())
  })
}

/** The fact whose repair is meant: the winner's, or that of the source that was named. */
function repairedFact({ state, id }: FoundPerson, name: string, source: string | undefined): TraitFact & Required<Pick<TraitFact, 'raw'>> {
  const facts = Object.hasOwn(state.traits, name) ? (state.traits[name] ?? []) : []
  const fact = source === undefined ? facts[0] : facts.find((one) => one.source === source)
  if (!fact) {
    const whose = source === undefined ? '' : ` from the source '${shorten(source)}'`
    throw notFound('trait', name, `Nothing is known under this name${whose}. GET /v1/profiles/${id} lists the traits with their sources.`)
  }
  const { raw } = fact
  if (raw === undefined) {
    throw conflict('Nothing to undo', `The value of '${shorten(name)}' from the source '${fact.source}' stands as it came. Only values with \`repaired\` were repaired; name another \`source\` to undo a rival's.`)
  }
  return { ...fact, raw }
}

/**
 * The strongest identifier of the event that was repaired, as far as it still belongs to the person: after a split the undone value goes where the repaired one goes,
 * and one identifier alone is evidence of nothing. Null when the event is not found any more.
 */
async function ownIdentifier(app: App, log: LogView, { id, stored }: FoundPerson, event: EventId): Promise<Identifier | null> {
  let refs: readonly EventRef[] = [...stored.recent].reverse()
  for (let looked = 0; looked < LOOKED_THROUGH && refs.length > 0; ) {
    const found = (await log.at(refs)).find(({ entry }) => entry.event.id === event)
    if (found) {
      const identifiers = [...found.entry.event.identifiers].sort((one, other) => STRENGTH.indexOf(one.kind) - STRENGTH.indexOf(other.kind))
      const owners = await app.reads.owners(app.ws, identifiers.map(identifierKey))
      return identifiers.find((one) => owners.get(identifierKey(one)) === id) ?? null
    }
    looked += refs.length
    const before = refs.at(-1)
    refs = await app.reads.history(app.ws, id, { ...(before !== undefined && { before }), limit: PAGE })
  }
  return null
}
