/** The preference page behind a signed link: no login, opening changes nothing, each saved choice is a statement with a receipt. */
import { hash53, shortHash } from '@rapport/core/base/hash'
import type { ProfileId } from '@rapport/core/base/id'
import { DAY, plus } from '@rapport/core/base/time'
import { consentReason, EVERYTHING } from '@rapport/core/consent/consent'
import type { EffectivePurpose } from '@rapport/core/consent/types'
import { chooseLocale } from '@rapport/core/content/locale'
import { decodeState } from '@rapport/core/engine/codec'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Event } from '@rapport/core/event/event'
import { CHANNELS } from '@rapport/core/event/message-plan'
import { addressFor, zoneOf } from '@rapport/core/message/gate'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../runtime/app.ts'
import { eventOf, receiptNumber } from '../runtime/ledger.ts'
import { readPreferences, signPreferences, type PreferencesTarget } from '../runtime/links.ts'
import { PreferencesLink } from './contract-consent.ts'
import { rowsOf } from './person-consent.ts'
import { personOr404 } from './person.ts'
import { openAudit } from '../privacy/audit.ts'
import { subjectOf } from '../privacy/count.ts'
import { lawFor, openRequests, timeFor, type Requests } from '../privacy/requests.ts'
import { deadPreferences, preferencesAsked, preferencesDone, preferencesPage, PREFERENCES_CSP, type Choice, type PurposeChoice } from './preferences-page.ts'
import { PREFERENCE_WORDS } from './preferences-words.ts'
import { ownEvent, record } from './record.ts'
import { ok, Ref, type ApiContext, type ApiServer } from './route.ts'
import { languageOf, type PageLanguage } from './unsubscribe-page.ts'
import { planFor } from './views/names.ts'

/** Source of these statements. */
const SOURCE = 'preferences'
/** How long a link that staff made works. */
const STAFF_LINK = 7 * DAY
/** How long a choice waits for provider calls under way, so that the answer can say that it counts. */
const QUIET_MS = 2_000
const BODY_LIMIT = 16_384
/** How many numbers requests can have. */
const NUMBERS = 1_000_000_000
/** Statements of one pressing of the button. */
const MOST = 200

/** GET and POST /p/{token}; POST /v1/profiles/{ref}/preferences-link. */
export function preferenceRoutes(api: ApiServer, { app }: ApiContext): void {
  const params = z.object({ token: z.string().max(3_000) })
  void api.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, String(body)))
    scope.get('/p/:token', { config: { scope: 'open' }, schema: { params, hide: true } }, async (request, reply) => {
      const person = await personOf(app, (request.params as { readonly token: string }).token)
      if (!person) return send(reply.code(404), deadPreferences(languageFor(request, null)))
      return send(reply, pageFor(app, person.state, languageFor(request, person.state)))
    })
    scope.post('/p/:token', { config: { scope: 'open' }, schema: { params, hide: true } }, async (request, reply) => {
      const person = await personOf(app, (request.params as { readonly token: string }).token)
      if (!person) return send(reply.code(404), deadPreferences(languageFor(request, null)))
      const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
      const wish = form.get('request')
      if (wish === 'access' || wish === 'erase') return send(reply, await askFor(app, person, wish, languageFor(request, person.state)))
      return send(reply, await save(app, person, form, languageFor(request, person.state)))
    })
  })

  api.post('/v1/profiles/:ref/preferences-link', {
    config: { scope: 'write' },
    schema: { summary: 'A link to the preference page of a person, for staff who help on the phone', tags: ['consent'], params: z.object({ ref: Ref }), response: ok(PreferencesLink) },
  }, async (request) => {
    const { id } = await personOr404(app, request.params.ref)
    const until = plus(app.now(), STAFF_LINK)
    const base = app.publicUrl() || `${request.protocol}://${request.host}`
    return { url: `${base}/p/${signPreferences(app.workspace().seed, { profile: id, until })}`, expiresAt: until }
  })
}

interface Found {
  readonly id: ProfileId
  readonly state: ProfileState
  readonly target: PreferencesTarget
}

/** The person of a token, who may have become another one since; null when the link is none or the person is gone. */
async function personOf(app: App, token: string): Promise<Found | null> {
  const target = readPreferences(app.workspace().seed, token, app.now())
  if (!target) return null
  const id = await app.reads.survivor(app.ws, target.profile)
  const stored = (await app.reads.profiles(app.ws, [id])).get(id)
  return stored ? { id, state: decodeState(stored.body), target } : null
}

function pageFor(app: App, state: ProfileState, language: PageLanguage): string {
  const { laws } = planFor(app.workspace())
  return preferencesPage({
    language,
    purposes: purposesOf(app, state, language),
    known: knownOf(state, language),
    laws: laws.lawsAt(laws.placeFor(state).places).map((law) => law.text[chooseLocale(Object.keys(law.text), language, 'en') ?? 'en'] ?? ''),
    requests: true,
  })
}

/** The purposes that the company defines, with the boxes that this person can tick. */
function purposesOf(app: App, state: ProfileState, language: PageLanguage): readonly PurposeChoice[] {
  const workspace = app.workspace()
  const effective = planFor(workspace).laws.purposesFor(state)
  const own = new Set(workspace.definitions.purposes.map(({ id }) => id))
  return effective.filter(({ id }) => own.has(id)).map((purpose) => ({
    id: purpose.id,
    ...wordsOf(purpose, language),
    choices: purpose.basis === 'always' ? [] : channelsOf(purpose, state).map((channel): Choice => {
      const { allowed: on, because } = consentReason(effective, state.consent, purpose.id, channel)
      return { purpose: purpose.id, channel, on, bySignal: because === 'signal' && !on }
    }),
  }))
}

/** Its own words, those of the page for the purposes of a new workspace, else its name. */
function wordsOf(purpose: EffectivePurpose, language: PageLanguage): { readonly name: string; readonly about: string } {
  const given = purpose.words?.[chooseLocale(Object.keys(purpose.words), language, 'en') ?? '']
  const known = PREFERENCE_WORDS[language].purposes
  return given ?? (Object.hasOwn(known, purpose.id) ? known[purpose.id] : undefined) ?? { name: purpose.name, about: '' }
}

/** Channels on which this person can be reached or has said something; all at once when the purpose is not chosen by channel. */
function channelsOf(purpose: EffectivePurpose, state: ProfileState): readonly string[] {
  if (purpose.byChannel !== true) return [EVERYTHING]
  const reach = { traits: state.traits, identifiers: state.identity.ids }
  const said = new Set(Object.keys(state.consent[purpose.id] ?? {}))
  const channels = CHANNELS.filter((channel) => channel !== 'webhook' && channel !== 'inapp' && (addressFor(channel, reach) !== null || said.has(channel)))
  return channels.length === 0 ? [EVERYTHING] : channels
}

/** Names of what is kept, in the reader's words; never the values: whoever has the link sees the page. */
function knownOf(state: ProfileState, language: PageLanguage): readonly string[] {
  const words = PREFERENCE_WORDS[language].traits
  const kept = Object.keys(state.traits).filter((name) => (state.traits[name]?.[0]?.value ?? null) !== null)
  return [...new Set(kept.map((name) => (Object.hasOwn(words, name) ? (words[name] ?? name) : name.replaceAll('_', ' '))))].slice(0, 60)
}

interface Change {
  readonly purpose: string
  readonly channel: string
  readonly on: boolean
}

async function save(app: App, person: Found, form: URLSearchParams, language: PageLanguage): Promise<string> {
  const stop = form.has('stop')
  const changes = stop ? [{ purpose: EVERYTHING, channel: EVERYTHING, on: false }] : changesIn(form, purposesOf(app, person.state, language))
  const events = changes.map((change): Event => ownEvent(app, {
    type: change.on ? 'consent_given' : 'consent_withdrawn',
    source: SOURCE,
    identifiers: [],
    properties: {
      purpose: change.purpose,
      channel: change.channel,
      text: textVersion(app, person.state, change, language),
      proof: { page: 'preferences', language, ...(person.target.message !== undefined && { message: person.target.message }), ...(person.target.until !== undefined && { link: 'staff' }) },
    },
  }))
  if (events.length > 0) await record(app, events.map((event) => ({ is: 'event', event, profile: person.id })))
  const effective = events.length === 0 || await app.quiet(person.id, QUIET_MS)
  const receipts = await receiptsOf(app, person.id, events)
  const names = new Map(purposesOf(app, person.state, language).map(({ id, name }) => [id, name]))
  return preferencesDone({
    language,
    stopped: stop,
    effective,
    at: momentWords(app, person.state, language),
    changes: changes.map((change, index) => ({ ...change, name: names.get(change.purpose) ?? change.purpose, receipt: receipts.get(events[index]?.id ?? '') ?? null })),
  })
}

/** Records a wish about one's data; staff make sure who asks before they carry it out. Pressed twice it is one request. */
async function askFor(app: App, person: Found, kind: 'access' | 'erase', language: PageLanguage): Promise<string> {
  const requests = openRequests(app)
  const open = (await requests.all()).find((one) => one.profile === person.id && one.kind === kind && one.state === 'open')
  const law = lawFor(app, person.state, kind)
  const now = app.now()
  const asked = open ?? await requests.save({
    id: await freshNumber(app, requests),
    kind,
    state: 'open',
    person: person.id,
    profile: person.id,
    law: law?.id ?? 'none',
    requestedAt: now,
    dueAt: now + timeFor(law, kind),
    note: 'preference page',
  })
  if (!open) await openAudit(app).note({ by: SOURCE, act: 'requested', request: asked.id, subject: subjectOf(app, person.id) })
  return preferencesAsked({ language, number: asked.id, by: momentWords(app, person.state, language, asked.dueAt, {}) })
}

/** A number that can be read out on the phone: digits alone, because O and 0 sound alike. */
async function freshNumber(app: App, requests: Requests): Promise<string> {
  for (;;) {
    const number = `P-${String(hash53(app.newId()) % NUMBERS).padStart(9, '0')}`
    if ((await requests.get(number)) === null) return number
  }
}

/** What was ticked or unticked by the reader. A box that stands as it was shown says nothing, even if something else was said elsewhere since. */
function changesIn(form: URLSearchParams, purposes: readonly PurposeChoice[]): readonly Change[] {
  const known = new Set(purposes.flatMap(({ choices }) => choices.map(({ purpose, channel }) => `${purpose}|${channel}`)))
  const on = new Set(form.getAll('on'))
  return form.getAll('was').slice(0, MOST).flatMap((was) => {
    const [purpose = '', channel = '', before] = was.split('|')
    const key = `${purpose}|${channel}`
    if (!known.has(key) || (before !== '0' && before !== '1') || on.has(key) === (before === '1')) return []
    return [{ purpose, channel, on: on.has(key) }]
  })
}

/** Names the words that the person saw: the same words, the same version. */
function textVersion(app: App, state: ProfileState, { purpose, channel }: Change, language: PageLanguage): string {
  const words = PREFERENCE_WORDS[language]
  const shown = purposesOf(app, state, language).find(({ id }) => id === purpose)
  const seen = shown ? [shown.name, shown.about, channel === EVERYTHING ? words.whole : words.by] : [words.stopTitle, words.stopAbout]
  return `${SOURCE}/${language}/${shortHash(seen.join('|')).slice(0, 8)}`
}

async function receiptsOf(app: App, profile: ProfileId, events: readonly Event[]): Promise<ReadonlyMap<string, string>> {
  if (events.length === 0) return new Map()
  const { seed } = app.workspace()
  const byEvent = new Map((await rowsOf(app, profile)).map((row) => [row.event, receiptNumber(row)]))
  return new Map(events.flatMap(({ id }) => {
    const receipt = byEvent.get(eventOf(seed, id))
    return receipt === undefined ? [] : [[id, receipt] as const]
  }))
}

function momentWords(app: App, state: ProfileState, language: PageLanguage, at: number = app.now(), time: Intl.DateTimeFormatOptions = { timeStyle: 'short' }): string {
  const timeZone = zoneOf(state.traits, app.workspace().definitions.sending)
  return new Intl.DateTimeFormat(language === 'zh-Hant' ? 'zh-TW' : language === 'zh-Hans' ? 'zh-CN' : language, { dateStyle: 'long', ...time, timeZone }).format(at)
}

/** What was asked for by hand, then the person's own language, then the browser's. */
function languageFor(request: FastifyRequest, state: ProfileState | null): PageLanguage {
  const { lang } = (request.query ?? {}) as { readonly lang?: unknown }
  const own = (name: string): string | undefined => {
    const value = state?.traits[name]?.[0]?.value
    return typeof value === 'string' ? value : undefined
  }
  return languageOf([typeof lang === 'string' ? lang : undefined, own('locale'), own('language'), ...(request.headers['accept-language'] ?? '').split(',').map((part) => part.split(';')[0])])
}

function send(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('content-security-policy', PREFERENCES_CSP).header('referrer-policy', 'no-referrer').serializer(String as (page: unknown) => string).send(page)
}
