/** The live debugger: everything that comes in, as it comes in. Polling, a stream of server-sent events, and one entry in full. */
import type { EventRef } from '../ports/log.ts'
import type { BadRow } from '../ports/store.ts'
import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import type { App } from '../runtime/app.ts'
import { EVENT_WITHHELD } from '../runtime/turn.ts'
import { LiveDetail, LiveEntry, type Of } from './contract.ts'
import { HEADERS } from './headers.ts'
import { namesOfPeople } from './people.ts'
import { notFound, Refusal } from './problem.ts'
import { ok, page, Ref, type ApiContext, type ApiServer } from './route.ts'
import { badDetail, badEntry, liveDetail, liveEntry } from './views/live.ts'

type Entry = Of<typeof LiveEntry>

/** Entries of a first page. */
const NEWEST = 200
/** Entries of one step of a stream, and how often a stream steps at most: 800 entries a second. */
const STEP = 200
const STEP_MS = 250
/** A stream that is further behind than this jumps, and says so with a `gap` event. */
const MOST_RECORDS_BEHIND = 500
const MOST_STREAMS = 50
const MOST_BAD = 500
const PING_MS = 15_000

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  connection: 'close',
  'x-accel-buffering': 'no',
  'content-security-policy': "default-src 'none'",
}

/** Where a reader stands: the last event, and the last refused event as (moment, id). As text `REF~AT~ID`. */
interface Cursor {
  readonly ref: EventRef
  readonly badAt: number
  readonly badId: string
}

/** GET /v1/live, /v1/live/stream, /v1/live/{ref}. */
export function liveRoutes(api: ApiServer, context: ApiContext): void {
  const { app, log } = context
  const streams = new Set<AbortController>()
  api.addHook('preClose', async () => {
    for (const stream of streams) stream.abort()
  })

  const Query = z.object({ after: z.string().max(400).optional(), limit: z.coerce.number().int().min(1).max(500).default(NEWEST) })
  api.get('/v1/live', {
    config: { scope: 'read' },
    schema: { summary: 'What came in: the newest, or all that is newer than `after`', tags: ['live'], querystring: Query, response: page(LiveEntry) },
  }, async (request) => {
    const { after, limit } = request.query
    if (after === undefined) {
      const { entries, cursor } = await newest(context, limit)
      return { items: entries, next: textOf(cursor) }
    }
    const { entries, cursor } = await newer(context, await cursorOf(context, after), limit)
    return { items: [...entries], next: textOf(cursor) }
  })

  api.get('/v1/live/stream', {
    config: { scope: 'read' },
    schema: { summary: 'The same as server-sent events', tags: ['live'], querystring: z.object({ after: z.string().max(400).optional(), key: z.string().max(200).optional() }) },
  }, async (request, reply) => {
    if (streams.size >= MOST_STREAMS) throw new Refusal({
      status: 429,
      title: 'Too many streams',
      detail: `${MOST_STREAMS} event streams are open. Close one, or poll GET /v1/live?after=.`,
      retryAfterSeconds: 10,
    })
    const resumed = request.headers['last-event-id'] ?? request.query.after
    const cursor = typeof resumed === 'string' ? await cursorOf(context, resumed) : (await newest(context, 1)).cursor
    const stop = new AbortController()
    streams.add(stop)
    reply.hijack()
    const out = reply.raw
    out.on('close', () => stop.abort())
    // One connection for one stream: it ends with it, so that the server can close.
    out.writeHead(200, { ...HEADERS, ...STREAM_HEADERS })
    try {
      await stream(context, out, cursor, stop.signal)
    } catch (error) {
      request.log.warn({ err: error }, 'event stream ended')
    } finally {
      streams.delete(stop)
      out.end()
    }
  })

  api.get('/v1/live/:ref', {
    config: { scope: 'read' },
    schema: { summary: 'One entry in full', tags: ['live'], params: z.object({ ref: Ref }), response: ok(LiveDetail) },
  }, async (request) => {
    const { ref } = request.params
    if (ref.startsWith('bad:')) {
      const row = await app.reads.badById(app.ws, ref.slice(4))
      if (row) return badDetail(row)
    }
    const [placed] = /^\d{1,16}$/.test(ref) ? await log.at([Number(ref) as EventRef]) : []
    if (!placed) throw notFound('entry', ref, 'It may have been trimmed from the log; GET /v1/live lists the newest.')
    const names = placed.entry.profile ? await namesOfPeople(app, [placed.entry.profile]) : new Map()
    return liveDetail(placed, names, placed.entry.event.type === EVENT_WITHHELD ? null : app.rawOf(placed.entry.event.id), app.workspace())
  })
}

async function newest({ app, log }: ApiContext, limit: number): Promise<{ readonly entries: Entry[]; readonly cursor: Cursor }> {
  const end = await log.end()
  const [placed, bad] = await Promise.all([log.newest(limit, NEWEST), app.reads.badPage(app.ws, { limit: Math.min(limit, MOST_BAD) })])
  const names = await namesOfPeople(app, placed.flatMap(({ entry }) => entry.profile ?? []))
  const entries = [...placed.map((one) => liveEntry(one, names)), ...bad.items.map(badEntry)].sort((a, b) => b.at - a.at).slice(0, limit)
  const [lastBad] = bad.items
  return { entries, cursor: { ref: Math.max(end, placed[0]?.ref ?? 0) as EventRef, badAt: lastBad?.at ?? 0, badId: lastBad?.id ?? '' } }
}

/** What is newer than a cursor, oldest first; at most `limit` events and the refused ones among them. */
async function newer({ app, log }: ApiContext, cursor: Cursor, limit: number): Promise<{ readonly entries: readonly Entry[]; readonly cursor: Cursor }> {
  const bad = await badAfter(app, cursor)
  const { entries: placed, through } = await log.after(cursor.ref, limit)
  const names = await namesOfPeople(app, placed.flatMap(({ entry }) => entry.profile ?? []))
  // When events were cut off, later refused ones wait with them.
  const upto = placed.length < limit ? Infinity : (placed.at(-1)?.at ?? Infinity)
  const now = bad.filter((row) => row.at <= upto)
  const last = now.at(-1)
  const entries = [...placed.map((one) => liveEntry(one, names)), ...now.map(badEntry)].sort((a, b) => a.at - b.at)
  return { entries, cursor: { ref: through, badAt: last?.at ?? cursor.badAt, badId: last?.id ?? cursor.badId } }
}

/** Refused events after the cursor, oldest first. */
async function badAfter(app: App, { badAt, badId }: Cursor): Promise<readonly BadRow[]> {
  const found: BadRow[] = []
  for (let after: string | undefined; found.length < MOST_BAD; ) {
    const { items, next } = await app.reads.badPage(app.ws, { limit: 50, ...(after !== undefined && { after }) })
    const fresh = items.filter((row) => row.at > badAt || (row.at === badAt && row.id > badId))
    found.push(...fresh)
    if (fresh.length < items.length || next === null) break
    after = next
  }
  return found.reverse()
}

async function stream(context: ApiContext, out: ServerResponse, from: Cursor, signal: AbortSignal): Promise<void> {
  const { app, log } = context
  let wake: () => void = () => undefined
  let fresh = true
  const stopListening = app.onCommit(() => {
    fresh = true
    wake()
  })
  signal.addEventListener('abort', () => wake())
  let cursor = from
  out.write(`retry: 2000\nid: ${textOf(cursor)}\nevent: ready\ndata: {}\n\n`)
  try {
    while (!signal.aborted) {
      if (!fresh) {
        const ping = setTimeout(() => {
          if (!out.writableNeedDrain) out.write(': ping\n\n')
        }, PING_MS)
        await new Promise<void>((resolve) => (wake = resolve))
        clearTimeout(ping)
        continue
      }
      fresh = false
      const end = await log.end()
      if (Math.floor((end - cursor.ref) / 4_096) > MOST_RECORDS_BEHIND) {
        out.write(`event: gap\ndata: ${JSON.stringify({ from: String(cursor.ref), to: String(end) })}\n\n`)
        cursor = { ...cursor, ref: (end - 20 * 4_096) as EventRef }
      }
      const step = await newer(context, cursor, STEP)
      cursor = step.cursor
      const text = step.entries.map((entry, i) => `${i === step.entries.length - 1 ? `id: ${textOf(cursor)}\n` : ''}data: ${JSON.stringify(entry)}\n\n`).join('')
      if (text !== '' && !out.write(text)) await drained(out, signal)
      if (step.entries.length >= STEP) fresh = true
      await new Promise((resolve) => setTimeout(resolve, STEP_MS))
    }
  } finally {
    stopListening()
  }
}

function drained(out: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    out.once('drain', resolve)
    signal.addEventListener('abort', () => resolve())
  })
}

/** Reads `REF~AT~ID`, a plain event ref, or `bad:ID`. */
async function cursorOf({ app, log }: ApiContext, text: string): Promise<Cursor> {
  const whole = /^(\d{1,16})~(\d{1,16})~(.{0,300})$/s.exec(text)
  if (whole) return { ref: Number(whole[1]) as EventRef, badAt: Number(whole[2]), badId: whole[3] ?? '' }
  if (/^\d{1,16}$/.test(text)) {
    const [placed] = await log.at([Number(text) as EventRef])
    return { ref: Number(text) as EventRef, badAt: placed?.at ?? 0, badId: '' }
  }
  const row = text.startsWith('bad:') ? await app.reads.badById(app.ws, text.slice(4)) : null
  if (!row) throw new Refusal({ status: 400, title: 'Unknown cursor', detail: '`after` must be `next` of an earlier answer or the `ref` of an entry. Leave it out to start with the newest.' })
  const before = (await log.newest(2_000, 2_000)).find(({ at }) => at <= row.at)
  return { ref: (before?.ref ?? 0) as EventRef, badAt: row.at, badId: row.id }
}

function textOf({ ref, badAt, badId }: Cursor): string {
  return `${ref}~${badAt}~${badId}`
}
