/** What the doors of privacy requests accept and answer: access, erasure, correction and restriction, each with the clock of its law. */
import { z } from 'zod'

/** Milliseconds since 1970, UTC. */
const instant = z.number().int()

/** What a person may ask for. */
export const RequestKind = z.enum(['access', 'erase', 'correct', 'restrict'])

/** Where a request stands. `running`: being carried out, `progress` says how far; `failed`: stopped, `problem` says why, run it again. */
export const RequestState = z.enum(['open', 'running', 'done', 'failed', 'dropped'])

/** POST /v1/privacy/requests. */
export const RequestBody = z.strictObject({
  kind: RequestKind,
  /** A profile id or `kind:value`. */
  person: z.string().min(1).max(600),
  /** Id of the law whose clock counts; absent: the strictest of those that hold for the person, else `gdpr`. */
  law: z.string().max(40).optional(),
  /** When the person asked; default now. */
  requestedAt: instant.optional(),
  note: z.string().max(2_000).optional(),
})

/** How many things of a person lie where. Erasing removes or rewrites all of them; `kept` says what stays on purpose and why. */
export const PlaceCount = z.object({
  /** `profile`, `identifiers`, `memberships`, `timer`, `history`, `messages`, `reviews`, `log`, `neighbours`, `bad`, `answers`, `analytics`, `caches`. */
  place: z.string(),
  count: z.number().int(),
})

/** One request. A finished erasure has no person and no name any more. */
export const PrivacyRequest = z.object({
  id: z.string(),
  kind: RequestKind,
  state: RequestState,
  /** The reference as it was given; null after an erasure. */
  person: z.string().nullable(),
  profile: z.string().nullable(),
  name: z.string().nullable(),
  law: z.string(),
  lawName: z.string(),
  /** False until a lawyer has looked at the figures of this law. */
  lawChecked: z.boolean(),
  requestedAt: instant,
  dueAt: instant,
  /** Whole days until `dueAt`, rounded up; negative when overdue. Null when it is settled. */
  daysLeft: z.number().int().nullable(),
  overdue: z.boolean(),
  doneAt: instant.optional(),
  note: z.string().optional(),
  problem: z.string().optional(),
  /** While running: 0 to 1, and what is being done: `begin`, `log`, `store`, `analytics`, `scrub`. */
  progress: z.object({ part: z.number(), step: z.string() }).optional(),
  /** What it touched, once it is done. */
  counts: z.array(PlaceCount).optional(),
})

/** GET /v1/privacy/requests: `{ items }`, the most urgent first; `?state=`. */
export const RequestList = z.object({
  items: z.array(PrivacyRequest),
  counts: z.object({ open: z.number().int(), overdue: z.number().int(), dueSoon: z.number().int(), done: z.number().int() }),
})

/** POST /v1/privacy/requests/{id}/run?dry=1: what would go. */
export const DryRun = z.object({ dry: z.literal(true), profiles: z.number().int(), identifiers: z.number().int(), counts: z.array(PlaceCount) })

/** POST /v1/privacy/requests/{id}/run: the request, and for `dry` what would go. */
export const RunAnswer = z.union([DryRun, PrivacyRequest])

/** GET /v1/privacy/requests/{id}/certificate: proof of an erasure. It names nobody. */
export const Certificate = z.object({
  request: z.string(),
  law: z.string(),
  requestedAt: instant,
  begunAt: instant,
  doneAt: instant,
  /** Keyed hash of the erased profile: the same person asked for again gives the same. */
  subject: z.string(),
  /** Identifiers that are suppressed from now on (their number; the hashes are in the log). */
  suppressed: z.number().int(),
  counts: z.array(PlaceCount),
  /** False when a provider call to the person was still under way and could not be awaited. */
  callsEnded: z.boolean(),
  /** What stays on purpose, with the reason. */
  kept: z.array(z.object({ what: z.string(), why: z.string() })),
  /** SHA-256 of all of the above, as canonical JSON. */
  hash: z.string(),
  /** HMAC-SHA256 of `hash` with a key of this installation. */
  signature: z.string(),
})

/** Everything kept about a person, for GET /v1/privacy/requests/{id}/export (`?format=html&locale=` for a page to read). */
export const AccessExport = z.object({
  request: z.string(),
  madeAt: instant,
  profile: z.object({ id: z.string(), name: z.string().nullable(), identifiers: z.array(z.string()), firstSeen: instant, lastSeen: instant, events: z.number().int() }),
  traits: z.array(z.object({ name: z.string(), value: z.json(), source: z.string(), at: instant, wins: z.boolean() })),
  segments: z.array(z.object({ id: z.string(), name: z.string(), since: instant, rule: z.string() })),
  consents: z.array(z.object({ purpose: z.string(), channel: z.string(), is: z.enum(['given', 'withdrawn']), at: instant, source: z.string(), text: z.string().optional() })),
  messages: z.array(
    z.object({ id: z.string(), channel: z.string(), state: z.string(), at: instant, to: z.string().optional(), subject: z.string().optional(), text: z.string().optional() }),
  ),
  decisions: z.array(z.object({ at: instant, placement: z.string(), offer: z.string().nullable() })),
  events: z.array(z.object({ id: z.string(), type: z.string(), at: instant, source: z.string(), identifiers: z.array(z.string()), properties: z.json(), context: z.json() })),
  /** Older events than these are kept as well when true; ask with `?all=1`. */
  truncated: z.boolean(),
})

/** GET /v1/privacy/audit: who did what with whom, newest first. Each line hashes the one before it. */
export const AuditLine = z.object({
  n: z.number().int(),
  at: instant,
  /** Key id or `system`. */
  by: z.string(),
  /** `requested`, `dry_run`, `run`, `exported`, `export_read`, `certificate_read`, `erased`, `dropped`. */
  act: z.string(),
  request: z.string(),
  /** Keyed hash of the profile; the audit names nobody. */
  subject: z.string(),
  hash: z.string(),
})

/** GET /v1/privacy/audit. `whole`: every line hashes the one before it. */
export const AuditPage = z.object({ items: z.array(AuditLine), whole: z.boolean() })

/** GET /v1/privacy/retention: the rules, and how far each has been carried out. */
export const RetentionAnswer = z.object({
  rules: z.array(z.object({ event: z.string(), keep: z.string(), expired: z.number().int(), upTo: instant.nullable() })),
})

/** PUT /v1/privacy/retention. */
export const RetentionBody = z.strictObject({ rules: z.array(z.strictObject({ event: z.string(), keep: z.string() })) })

/** The answers as types. */
export type PrivacyRequestAnswer = z.infer<typeof PrivacyRequest>
export type RequestListAnswer = z.infer<typeof RequestList>
export type DryRunAnswer = z.infer<typeof DryRun>
export type CertificateAnswer = z.infer<typeof Certificate>
export type AccessExportAnswer = z.infer<typeof AccessExport>
export type AuditPageAnswer = z.infer<typeof AuditPage>
export type RetentionAnswerBody = z.infer<typeof RetentionAnswer>
