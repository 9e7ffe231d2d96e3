/** Shapes of the identity doors: the graph of a person with its evidence, splitting, joining, undoing, reviews and the history of merges. */
import { z } from 'zod'
import { ProfileView } from './contract.ts'

/** Milliseconds since 1970, UTC. */
const instant = z.number().int()
/** `kind:value`, with a scope `kind:scope/value`. */
const key = z.string().min(3).max(600)
const why = z.string().trim().max(500).optional()

/** What an edge says: evidence (`together`, `alias`) or a verdict (`joined`, `cut`, `apart`, `open` = an earlier verdict is withdrawn). */
export const EdgeRuleName = z.enum(['together', 'alias', 'joined', 'cut', 'apart', 'open'])

/** Why an edge does not make two identifiers one person. */
export const EdgeRefusal = z.enum([
  /** Both sides have a user id (or member number of one programme), and they differ. */
  'unique_kind',
  /** A verdict keeps the two sides apart. */
  'apart',
  /** An end has too many neighbours: a shared device, a constant sent as an id. */
  'quarantined',
  /** A verdict says that this evidence does not count. */
  'cut',
  /** The person would have more identifiers than one person may have. */
  'too_large',
  /** A verdict that says nothing by itself (`cut`, `apart`, `open`). */
  'verdict',
])

/** One identifier of a person. */
export const IdentityIdView = z.object({
  key: z.string(),
  kind: z.string(),
  /** Without the scope. */
  value: z.string(),
  /** Channel, account, programme or session inside of which the value means somebody. */
  scope: z.string().nullable(),
  /** 0 = the strongest kind; decides whose event it is. */
  strength: z.number().int(),
  /** Names a person rather than a device. */
  known: z.boolean(),
  /** Has more neighbours than one person's identifier has: none of its evidence joins. */
  quarantined: z.boolean(),
  /** Distinct known identifiers that it was seen with. */
  neighbours: z.number().int(),
})

/** One edge at one of the person's identifiers. */
export const IdentityEdgeView = z.object({
  a: z.string(),
  b: z.string(),
  rule: EdgeRuleName,
  /** Evidence: first seen; verdict: given. */
  at: instant,
  /** Id of the event. */
  by: z.string(),
  /** The event behind it, as far as the log still has it. */
  event: z.object({ type: z.string(), source: z.string(), ref: z.string() }).nullable(),
  accepted: z.boolean(),
  refused: EdgeRefusal.nullable(),
  /** The verdict that holds for this pair, if any; `null` when the evidence decides. */
  verdict: z.enum(['joined', 'cut', 'apart']).nullable(),
  /** For verdicts: who gave it and why. */
  givenBy: z.string().nullable(),
  why: z.string().nullable(),
  /** Whose the other end is, when it is not this person's. */
  other: z.object({ profile: z.string(), name: z.string().nullable() }).nullable(),
})

/** A merge or a split, from the log. */
export const MergeView = z.object({
  /** Address of the event that caused it. */
  ref: z.string(),
  at: instant,
  is: z.enum(['merged', 'split']),
  /** Merged: those who were absorbed. Split: the one who was divided. */
  from: z.array(z.string()),
  /** Merged: the survivor. Split: who came out of it. */
  into: z.array(z.string()),
  /** Names of today of those who still exist. */
  names: z.record(z.string(), z.string().nullable()),
  /** The event that caused it. */
  event: z.object({ id: z.string(), type: z.string(), source: z.string() }),
  /** For verdicts: who and why. */
  givenBy: z.string().nullable(),
  why: z.string().nullable(),
})

/** Two people who may be one (or one who may be two). */
export const ReviewView = z.object({
  id: z.string(),
  a: z.string(),
  b: z.string(),
  names: z.record(z.string(), z.string().nullable()),
  state: z.enum(['open', 'joined', 'apart', 'gone']),
  proposes: z.enum(['join', 'split', 'household']),
  score: z.number(),
  evidence: z.unknown(),
  at: instant,
  settledAt: instant.optional(),
  settledBy: z.string().optional(),
})

/** GET /v1/profiles/{ref}/identity. */
export const IdentityView = z.object({
  profile: z.string(),
  name: z.string().nullable(),
  identifiers: z.array(IdentityIdView),
  edges: z.array(IdentityEdgeView),
  /** Profiles that are part of this person by now. */
  absorbed: z.array(z.string()),
  merges: z.array(MergeView),
  reviews: z.array(ReviewView),
})

/** A verdict about a pair. */
export const VerdictView = z.object({ a: z.string(), b: z.string(), is: z.enum(['joined', 'cut', 'apart', 'open']) })

/** Where two people differ, or agree: `values[i]` belongs to `people[i]`. */
export const DifferenceView = z.object({
  what: z.enum(['trait', 'consent', 'segment', 'journey', 'identifier']),
  name: z.string(),
  values: z.array(z.unknown()),
  same: z.boolean(),
})

/** POST …/split, …/join, …/apart and verdicts/undo: what was done, or with ?dry=1 what would be. */
export const IdentityChange = z.object({
  /** false = a preview, nothing was done. */
  done: z.boolean(),
  /** Id of the `identity_decided` event; absent in a preview. */
  event: z.string().optional(),
  verdicts: z.array(VerdictView),
  /** The people concerned as they are afterwards: traits with winners and rivals, consent, segments, journeys. */
  people: z.array(ProfileView),
  /** Ids of the people concerned as they were before. */
  before: z.array(z.string()),
  differences: z.array(DifferenceView),
  /** Why the wish does not come true although the verdict stands, e.g. two user ids. Empty = it does. */
  refused: z.array(z.object({ a: z.string(), b: z.string(), why: EdgeRefusal, sentence: z.string() })),
  /** Events that had no person of their own and went along; history that is too long to be dealt out. */
  notes: z.array(z.string()),
})

/** POST /v1/profiles/{ref}/split: the identifiers that become a person of their own, or the edges that shall not count. */
export const SplitBody = z.union([
  z.strictObject({ move: z.array(key).min(1).max(200), why }),
  z.strictObject({ edges: z.array(z.strictObject({ a: key, b: key })).min(1).max(200), why }),
])

/** POST /v1/profiles/{ref}/join and …/apart: the other person, as a profile id or `kind:value`. */
export const WithBody = z.strictObject({ with: z.string().min(1).max(600), why })

/** POST /v1/identity/verdicts/undo: the pair whose verdict is withdrawn; the evidence decides again. */
export const UndoBody = z.strictObject({ a: key, b: key, why })

/** `?dry=1` asks without doing. */
export const DryQuery = z.object({ dry: z.enum(['0', '1', 'true', 'false']).default('0').transform((text) => text === '1' || text === 'true') })

/** GET /v1/reviews?state=&proposes=. */
export const ReviewQuery = z.object({ state: z.enum(['open', 'joined', 'apart', 'gone']).optional(), proposes: z.enum(['join', 'split', 'household']).optional() })

/** GET /v1/reviews/{id}: both records in full, side by side. */
export const ReviewDetail = ReviewView.extend({
  /** null = that profile is gone. */
  people: z.array(ProfileView.nullable()),
  differences: z.array(DifferenceView),
  /** How many reviews wait, by state. */
  counts: z.record(z.string(), z.number()),
})

/** POST /v1/reviews/{id}. `later` leaves it open. For `household`: `join` = they live together, `apart` = they do not. */
export const ReviewBody = z.strictObject({ decide: z.enum(['join', 'apart', 'later']), why })

/** Its answer: the review as it stands now, and what became of the people. */
export const ReviewAnswer = z.object({ review: ReviewView, change: IdentityChange.nullable() })
