/** Part of the contract: exports as files, destinations that get every change, and the reverse sync into somebody else's table. */
import { z } from 'zod'

const json: z.ZodType<unknown> = z.unknown()
const jsonObject = z.record(z.string(), z.unknown())
/** Milliseconds since 1970, UTC. */
const instant = z.number().int()

/** One column that an export can have. */
export const ExportColumn = z.object({
  /** `id`, `name`, `first_seen`, `last_seen`, `events`, `since`, `trait:NAME`, `identifier:KIND`, `consent:PURPOSE`, `segment:ID`, `counter:ID` (a computed trait). */
  id: z.string(),
  /** Its heading in the file. */
  name: z.string(),
  type: z.enum(['text', 'number', 'truth', 'moment', 'json']),
  /** Whether it is in a file for which nobody chose columns. */
  usual: z.boolean(),
})

/** POST /v1/exports. */
export const ExportBody = z.strictObject({
  what: z.enum(['profiles', 'segment']),
  /** Needed for `segment`. */
  segment: z.string().max(100).optional(),
  format: z.enum(['csv', 'ndjson', 'parquet']),
  /** Ids of columns in the order wanted; absent: the usual ones. `trait:*`, `identifier:*`, `consent:*`, `segment:*`, `counter:*` stand for all of a kind. */
  columns: z.array(z.string().min(1).max(200)).min(1).max(300).optional(),
  /** Only people who allow this purpose; how many were left out is in `leftOut`. */
  purpose: z.string().max(64).optional(),
  /** … on this channel. */
  channel: z.string().max(64).optional(),
  /** CSV only: begins with a byte order mark, so that Excel reads the text as UTF-8. Default true. */
  bom: z.boolean().optional(),
})

/** An export as it stands. */
export const ExportView = z.object({
  id: z.string(),
  what: z.enum(['profiles', 'segment']),
  segment: z.string().optional(),
  format: z.enum(['csv', 'ndjson', 'parquet']),
  columns: z.array(z.string()),
  purpose: z.string().optional(),
  channel: z.string().optional(),
  state: z.enum(['running', 'done', 'failed']),
  /** People written, and left out because they do not allow the purpose. */
  rows: z.number().int(),
  leftOut: z.number().int(),
  /** People to look at, as known at the start. */
  of: z.number().int(),
  percent: z.number(),
  bytes: z.number().int(),
  /** Name of the key that asked. */
  by: z.string(),
  startedAt: instant,
  endedAt: instant.optional(),
  /** When the file is deleted. */
  expiresAt: instant,
  why: z.string().optional(),
  /** Name for saving. */
  fileName: z.string(),
})

/** POST /v1/destinations/{id}/sync(?dry=1). */
export const SyncView = z.object({
  id: z.string(),
  destination: z.string(),
  /** Nothing is written there. */
  dry: z.boolean(),
  state: z.enum(['running', 'done', 'failed']),
  insert: z.number().int(),
  update: z.number().int(),
  delete: z.number().int(),
  unchanged: z.number().int(),
  /** People left out because they do not allow the destination's purpose. */
  leftOut: z.number().int(),
  /** A few of each, `before` only when it is known. */
  examples: z.array(z.object({ is: z.enum(['insert', 'update', 'delete']), key: z.string(), before: jsonObject.optional(), after: jsonObject.optional() })),
  /** Differences written so far (not for `dry`). */
  written: z.number().int(),
  /** Rows that the other side refused, by reason. */
  refused: z.array(z.object({ key: z.string(), why: z.string() })),
  /** People looked at, of how many. */
  seen: z.number().int(),
  of: z.number().int(),
  percent: z.number(),
  startedAt: instant,
  endedAt: instant.optional(),
  why: z.string().optional(),
})

/** How a destination does. Beside the definition's own fields (core export/types). */
export const DestinationView = z.looseObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['webhook', 'http', 'postgres']),
  state: z.enum(['draft', 'live', 'paused']),
  condition: z.object({
    /** `idle`: nothing to deliver; `waiting`: a try failed and another follows at `nextTryAt`; `off`: it is not live; `no_secret`: the environment lacks the variable. */
    is: z.enum(['idle', 'delivering', 'waiting', 'off', 'no_secret']),
    /** Log position delivered, and records still to look at. */
    position: z.number().int(),
    behind: z.number().int(),
    /** Since the process started. */
    delivered: z.number().int(),
    failures: z.number().int(),
    lastDeliveredAt: instant.optional(),
    nextTryAt: instant.optional(),
    why: z.string().optional(),
    /** Events that were given up and wait for somebody to look at them. */
    dead: z.number().int(),
  }),
  /** The newest sync of a table, if any. */
  sync: SyncView.optional(),
})

/** An event that a destination refused or could not take for too long. The event itself stays in the log. */
export const DeadLetter = z.object({ id: z.string(), event: z.string(), type: z.string(), at: instant, attempts: z.number().int(), why: z.string() })

/** POST /v1/destinations/{id}/test: what was sent and what came back. */
export const TestView = z.object({ ok: z.boolean(), sent: json, answered: z.string() })

/** One source of facts, defined or only seen: GET /v1/sources. */
export const SourceView = z.object({
  id: z.string(),
  name: z.string(),
  /** False: events came with this source, but nobody has defined it. */
  defined: z.boolean(),
  party: z.enum(['zero', 'first', 'second', 'third']),
  trust: z.number(),
  cadence: z.string().optional(),
  staleAfter: z.string().optional(),
  owner: z.string().optional(),
  /** Events accepted since they are counted, and when the last one came in. */
  events: z.number().int(),
  lastSeen: instant.optional(),
  /** Nothing came for longer than `cadence`. `never`: nothing ever came. */
  silent: z.enum(['no', 'yes', 'never']),
  /** Of the people looked at: values of this source, how many of them win, are out of date, or contradict another trusted source. */
  values: z.number().int(),
  winning: z.number().int(),
  winningShare: z.number(),
  stale: z.number().int(),
  conflicts: z.number().int(),
})

/** GET /v1/sources. `people`: how many were looked at, of how many. */
export const SourcesView = z.object({ items: z.array(SourceView), next: z.null(), people: z.number().int(), of: z.number().int() })
