/** The ledger of consent over the API: rows, the check of the chain, the key, receipts. */
import { createHash, createPublicKey } from 'node:crypto'
import { Readable } from 'node:stream'
import { setImmediate as nextRound } from 'node:timers/promises'
import type { ProfileId } from '@rapport/core/base/id'
import { z } from 'zod'
import type { LedgerRow } from '../ports/store.ts'
import type { App } from '../runtime/app.ts'
import { checkChain, readReceipt, receiptNumber, subjectOf } from '../runtime/ledger.ts'
import { LedgerCheck, LedgerKey, LedgerPage, LedgerReceipt, type LedgerRowAnswer } from './contract-consent.ts'
import { personOr404, profileIdOf } from './person.ts'
import { notFound, unprocessable } from './problem.ts'
import { ok, type ApiContext, type ApiServer } from './route.ts'

/** Rows that are checked in one request; `next` goes on. */
const CHECK_ROWS = 100_000
const SLICE = 1_000

/** GET /v1/consent/ledger, …/verify, …/key, and GET /v1/consent/receipts/{receipt}. */
export function ledgerRoutes(api: ApiServer, { app }: ApiContext): void {
  const Query = z.object({
    person: z.string().min(1).max(600).optional(),
    after: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(50),
    format: z.enum(['json', 'ndjson']).default('json'),
  })
  api.get('/v1/consent/ledger', {
    config: { scope: 'read' },
    schema: { summary: 'Statements of consent as signed rows, of one person or of all', tags: ['consent'], querystring: Query, response: ok(LedgerPage) },
  }, async (request, reply) => {
    const { person, after, limit, format } = request.query
    if (format === 'ndjson') {
      if (person !== undefined) throw unprocessable('Not both', 'An export for an offline check needs every row. Leave out `person`, or leave out `format=ndjson`.')
      return reply.type('application/x-ndjson').header('content-disposition', 'attachment; filename="consent-ledger.ndjson"').serializer((body: unknown) => body as string).send(linesOf(app, after) as never)
    }
    const subjects = person === undefined ? undefined : await subjectsOf(app, (await personOr404(app, person)).id)
    const [rows, head] = await Promise.all([app.reads.ledger(app.ws, { after, limit: limit + 1, ...(subjects && { subjects }) }), app.reads.ledgerHead(app.ws)])
    const items = rows.slice(0, limit)
    return { items: items.map(ledgerLine), next: rows.length > limit ? String(items.at(-1)?.n ?? after) : null, head: head?.n ?? 0 }
  })

  api.get('/v1/consent/ledger/verify', {
    config: { scope: 'read' },
    schema: { summary: 'Checks hashes and signatures; names the first row that does not hold', tags: ['consent'], querystring: z.object({ after: z.coerce.number().int().min(0).default(0) }), response: ok(LedgerCheck) },
  }, async (request) => checkLedger(app, request.query.after))

  api.get('/v1/consent/ledger/key', { config: { scope: 'read' }, schema: { summary: 'The public key of the signatures', tags: ['consent'], response: ok(LedgerKey) } }, async () => {
    if (app.ledgerKey === null) throw notFound('key', 'consent', 'This server does not sign its ledger.')
    const der = createPublicKey(app.ledgerKey).export({ type: 'spki', format: 'der' })
    return { algorithm: 'ed25519' as const, publicKey: app.ledgerKey, fingerprint: createHash('sha256').update(der).digest('hex') }
  })

  api.get('/v1/consent/receipts/:receipt', {
    config: { scope: 'read' },
    schema: {
      summary: 'The ledger row behind a receipt number',
      tags: ['consent'],
      params: z.object({ receipt: z.string().max(40) }),
      querystring: z.object({ person: z.string().min(1).max(600).optional() }),
      response: ok(LedgerReceipt),
    },
  }, async (request) => {
    const { receipt } = request.params
    const wanted = readReceipt(receipt)
    const [row] = wanted === null ? [] : await app.reads.ledger(app.ws, { after: wanted.n - 1, limit: 1 })
    if (!wanted || !row || row.n !== wanted.n || !row.hash.startsWith(wanted.begins)) throw notFound('receipt', receipt, 'It looks like 1234-A1B2C3; a wrong digit is noticed. Ask for it once more.')
    const { person } = request.query
    const found = person === undefined ? null : await profileIdOf(app, person)
    return { row: ledgerLine(row), ...(person !== undefined && { isTheirs: found !== null && (await subjectsOf(app, found)).includes(row.subject) }) }
  })
}

/** A row as the API shows it. */
export function ledgerLine(row: LedgerRow): LedgerRowAnswer {
  return { ...row, receipt: receiptNumber(row) }
}

/** How a person, and everybody who became that person, stands in the ledger. */
export async function subjectsOf(app: App, profile: ProfileId): Promise<readonly string[]> {
  const { seed } = app.workspace()
  return [profile, ...(await app.reads.absorbed(app.ws, profile))].map((id) => subjectOf(seed, id))
}

async function checkLedger(app: App, after: number): Promise<z.infer<typeof LedgerCheck>> {
  const head = (await app.reads.ledgerHead(app.ws))?.n ?? 0
  const [before] = after === 0 ? [null] : await app.reads.ledger(app.ws, { after: after - 1, limit: 1 })
  if (before === undefined || (before !== null && before.n !== after)) throw notFound('ledger row', String(after), `The ledger has rows 1 to ${head}.`)
  const check = checkChain(before, app.ledgerKey)
  const answer = (broken: ReturnType<typeof check.end>, next: number | null) => ({ ok: broken === null, ...check.figures(), head, next, ...(broken && { broken }) })
  let at = after
  while (at < head && at - after < CHECK_ROWS) {
    const rows = await app.reads.ledger(app.ws, { after: at, limit: Math.min(SLICE, head - at) })
    for (const row of rows) {
      const fault = check.row(row)
      if (fault) return answer(fault, null)
    }
    const last = rows.at(-1)
    if (!last) return answer({ n: at + 1, why: 'gap', said: `rows ${at + 1} to ${head} are missing` }, null)
    at = last.n
    await nextRound()
  }
  return at >= head ? answer(check.end(), null) : answer(null, at)
}

/** The whole ledger as lines of JSON: the key first, then row by row. */
async function* lines(app: App, after: number): AsyncGenerator<string> {
  yield `${JSON.stringify({ is: 'rapport-consent-ledger', version: 1, after, publicKey: app.ledgerKey })}\n`
  for (let at = after; ; ) {
    const rows = await app.reads.ledger(app.ws, { after: at, limit: SLICE })
    if (rows.length === 0) return
    yield rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    at = rows.at(-1)?.n ?? at
  }
}

function linesOf(app: App, after: number): NodeJS.ReadableStream {
  return Readable.from(lines(app, after))
}
