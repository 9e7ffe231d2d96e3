/** What may be done with a person, under which laws, and why; and the laws themselves in the reader's language. */
import type { EventId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import { chooseLocale } from '@rapport/core/content/locale'
import { consentReason, DEFAULT_PURPOSES, EVERYTHING, SIGNAL, type ConsentReason } from '@rapport/core/consent/consent'
import { receiptOf } from '@rapport/core/consent/receipt'
import { receiptSentence, type ReceiptNames } from '@rapport/core/consent/sentence'
import type { Workspace } from '@rapport/core/engine/workspace'
import { z } from 'zod'
import type { LedgerRow, OutboxRow } from '../ports/store.ts'
import type { App } from '../runtime/app.ts'
import { eventOf, receiptNumber } from '../runtime/ledger.ts'
import { LawView, PersonConsent, type LawAnswer, type PersonConsentAnswer, type Receipt } from './contract-consent.ts'
import { subjectsOf } from './ledger.ts'
import { personOr404, type FoundPerson } from './person.ts'
import { PREFERENCE_WORDS } from './preferences-words.ts'
import { Localised, ok, page, Ref, type ApiContext, type ApiServer } from './route.ts'
import { languageOf } from './unsubscribe-page.ts'
import { namesOf, planFor } from './views/names.ts'

const NEW_NAMES: ReadonlyMap<string, string> = new Map(DEFAULT_PURPOSES.map(({ id, name }) => [id, name]))
/** Rows of one person that are looked through for receipts, newest kept. */
const ROWS_MAX = 2_000

/** GET /v1/profiles/{ref}/consent and GET /v1/consent/laws. */
export function personConsentRoutes(api: ApiServer, { app }: ApiContext): void {
  api.get('/v1/profiles/:ref/consent', {
    config: { scope: 'read' },
    schema: { summary: 'What may be done with a person, under which laws and why', tags: ['consent'], params: z.object({ ref: Ref }), querystring: Localised, response: ok(PersonConsent) },
  }, async (request) => personConsent(app, await personOr404(app, request.params.ref), request.query.locale ?? 'en'))
  api.get('/v1/consent/laws', {
    config: { scope: 'read' },
    schema: { summary: 'The laws in force, in plain words', tags: ['consent'], querystring: Localised, response: page(LawView) },
  }, async (request) => ({ items: lawsOf(app.workspace(), request.query.locale ?? 'en'), next: null }))
}

/** Names of purposes and laws for sentences. */
export function receiptNames(workspace: Workspace, locale = 'en'): ReceiptNames {
  const { purposes } = namesOf(workspace)
  const language = languageOf([locale])
  const words = language === 'en' ? {} : PREFERENCE_WORDS[language].purposes
  return {
    purpose: (id) => {
      const found = purposes.get(id)
      const own = found?.words?.[chooseLocale(Object.keys(found.words), locale, '') ?? '']?.name
      // A purpose of a new workspace that nobody has renamed is called as on the preference page.
      const usual = found === undefined || found.name === NEW_NAMES.get(id) ? words[id]?.name : undefined
      return own ?? usual ?? found?.name ?? id
    },
    law: (id) => workspace.definitions.laws.find((law) => law.id === id)?.name ?? id,
  }
}

async function personConsent(app: App, { id, state }: FoundPerson, locale: string): Promise<PersonConsentAnswer> {
  const workspace = app.workspace()
  const { laws } = planFor(workspace)
  const names = receiptNames(workspace, locale)
  const effective = laws.purposesFor(state)
  const place = laws.placeFor(state)
  const rows = await rowsOf(app, id)
  const view = (reason: ConsentReason, purpose: string, channel: string): Receipt => receiptView(reason, { purpose, channel, workspace, names, locale, rows })
  const withheld = laws.collects(state)
  return {
    profile: id,
    jurisdiction: { places: [...place.places], from: place.from, laws: laws.lawsAt(place.places).map((law) => ({ id: law.id, name: law.name, checked: law.checked })) },
    purposes: effective.map((purpose) => {
      const said = [purpose.id, EVERYTHING].flatMap((id) => Object.keys(state.consent[id] ?? {}))
      const channels = new Set([EVERYTHING, ...Object.keys(purpose.channels ?? {}), ...said])
      channels.delete(SIGNAL)
      return {
        purpose: purpose.id,
        name: names.purpose(purpose.id),
        basis: purpose.basis,
        ...(purpose.law === undefined ? {} : { law: purpose.law }),
        receipts: [...channels].map((channel) => view(consentReason(effective, state.consent, purpose.id, channel), purpose.id, channel)),
      }
    }),
    withheld: withheld !== null,
    ...(withheld && { withheldBy: view(withheld.reason, withheld.purpose, EVERYTHING) }),
  }
}

/** About what is asked, for whom the answer is, and the rows among which the statement is looked for. */
interface Asked {
  readonly purpose: string
  readonly channel: string
  readonly workspace: Workspace
  readonly names: ReceiptNames
  readonly locale: string
  readonly rows: readonly LedgerRow[]
}

/** A reason as the API shows it, with the ledger row of the statement that decided. */
function receiptView(reason: ConsentReason, about: Asked): Receipt {
  const { purpose, channel, workspace, names, locale, rows } = about
  const { said } = reason
  const row = said && (rowOf(rows, eventOf(workspace.seed, said.entry.from), said.purpose) ?? (said.channel === SIGNAL ? signalRowOf(rows, said) : undefined))
  return {
    allowed: reason.allowed,
    purpose,
    channel,
    because: reason.because,
    basis: reason.basis,
    ...(reason.law === undefined ? {} : { law: reason.law, lawName: names.law(reason.law) }),
    ...(said && {
      statement: {
        is: said.entry.is,
        purpose: said.purpose,
        channel: said.channel,
        at: said.entry.at,
        event: said.entry.from,
        ...(said.entry.text === undefined ? {} : { text: said.entry.text }),
        ...(row && { ledger: row.n, receipt: receiptNumber(row) }),
      },
    }),
    sentence: reason.allowed ? '' : receiptSentence(receiptOf(reason, { purpose, channel }), names, locale),
  }
}

/** The ledger rows of a person, oldest first. */
export async function rowsOf(app: App, profile: FoundPerson['id']): Promise<readonly LedgerRow[]> {
  const subjects = await subjectsOf(app, profile)
  return app.reads.ledger(app.ws, { after: 0, limit: ROWS_MAX, subjects })
}

function rowOf(rows: readonly LedgerRow[], event: string, purpose: string): LedgerRow | undefined {
  return rows.find((row) => row.event === event && row.purpose === purpose)
}

/** Of a signal only the change is a row, not every page that repeats it. */
function signalRowOf(rows: readonly LedgerRow[], { purpose, entry }: NonNullable<ConsentReason['said']>): LedgerRow | undefined {
  return rows.findLast((row) => row.channel === SIGNAL && row.purpose === purpose && row.is === entry.is)
}

function lawsOf(workspace: Workspace, locale: string): LawAnswer[] {
  return workspace.definitions.laws.map((law) => ({
    id: law.id,
    name: law.name,
    countries: [...law.countries],
    text: law.text[chooseLocale(Object.keys(law.text), locale, 'en') ?? 'en'] ?? '',
    sources: [...law.sources],
    checked: law.checked,
    ...(law.checkedBy === undefined ? {} : { checkedBy: law.checkedBy }),
    purposes: Object.entries(law.purposes).map(([purpose, rule]) => ({ purpose, basis: rule.basis, channels: { ...rule.channels }, collect: rule.collect ?? ('all' as const) })),
    signals: Object.fromEntries(Object.entries(law.signals).map(([signal, closes]) => [signal, [...closes]])),
    ...(law.ownConsentFrom === undefined ? {} : { ownConsentFrom: law.ownConsentFrom }),
    deadlines: { ...law.deadlines },
    withdrawalEffective: law.withdrawalEffective,
  }))
}

/** The detail of a message that was refused for want of consent, with the law's name, a sentence, and the ledger row of the statement; null for other messages. */
export async function refusalReceipt(app: App, row: Pick<OutboxRow, 'why' | 'detail' | 'profile'>, locale: string): Promise<{ [name: string]: Json } | null> {
  const { detail } = row
  if (row.why !== 'no_consent' || detail === undefined || detail['because'] === undefined) return null
  const workspace = app.workspace()
  const names = receiptNames(workspace, locale)
  const { event, law } = detail
  const rows = typeof event === 'string' ? await rowsOf(app, await app.reads.survivor(app.ws, row.profile)) : []
  const found = typeof event === 'string' ? rowOf(rows, eventOf(workspace.seed, event as EventId), String(detail['saidOf'] ?? detail['purpose'])) : undefined
  return {
    ...detail,
    ...(typeof law === 'string' && { lawName: names.law(law) }),
    sentence: receiptSentence(detail, names, locale),
    ...(found && { ledger: found.n, receipt: receiptNumber(found) }),
  }
}
