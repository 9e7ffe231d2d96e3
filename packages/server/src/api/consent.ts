/** Recording what a person said about being contacted. */
import { parseIdentifierKey } from '@rapport/core/event/identifier'
import { ConsentAnswer, ConsentBody } from './contract.ts'
import { findPerson, profileIdOf } from './person.ts'
import { notFound, unprocessable } from './problem.ts'
import { ownEvent, record } from './record.ts'
import { ok, type ApiContext, type ApiServer } from './route.ts'

/** How long a withdrawal waits for provider calls under way, so that the answer can say `effective`. */
const QUIET_MS = 2_000

/** POST /v1/consent. */
export function consentRoutes(api: ApiServer, { app }: ApiContext): void {
  api.post('/v1/consent', {
    config: { scope: 'write' },
    schema: { summary: 'Record consent or its withdrawal', tags: ['consent'], body: ConsentBody, response: ok(ConsentAnswer) },
  }, async (request) => {
    const { person, purpose, channel, is, text } = request.body
    const { purposes } = app.workspace().definitions
    if (purpose !== '*' && !purposes.some(({ id }) => id === purpose)) {
      const known = purposes.map(({ id }) => id).join(', ')
      throw unprocessable(
        'No such purpose',
        `The purpose '${purpose}' is not defined. Known: ${known}. Use one of these or define it first (PUT /v1/purposes/ID).`,
        [{ path: 'body.purpose', message: `must be one of ${known}` }],
      )
    }
    const found = await findPerson(app, person)
    const named = parseIdentifierKey(person)
    if (!found && !named) throw notFound('person', person, 'Use a profile id or kind:value; only kind:value can name somebody new.')
    const event = ownEvent(app, {
      type: is === 'given' ? 'consent_given' : 'consent_withdrawn',
      source: request.caller?.source ?? 'api',
      identifiers: !found && named ? [named] : [],
      properties: { purpose, channel: channel ?? '*', ...(text !== undefined && { text }) },
    })
    await record(app, [{ is: 'event', event, ...(found && { profile: found.id }) }])
    const profile = found?.id ?? (await profileIdOf(app, person))
    if (profile === null) throw unprocessable('Nobody to record it for', `'${person}' points at nobody. Use an identifier that is not empty, null or guest.`)
    return { recorded: true as const, effective: await app.quiet(profile, QUIET_MS), profile }
  })
}
