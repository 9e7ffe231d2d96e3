/** Part of the contract: the schema catalogue, the tracking plan, its violations and replays, and what collected data is worth. */
import { z } from 'zod'

const json: z.ZodType<unknown> = z.unknown()
/** Milliseconds since 1970, UTC. */
const instant = z.number().int()

/** How personal a value is: nothing, points at somebody, reaches somebody, could harm somebody. */
export const Pii = z.enum(['none', 'identifier', 'contact', 'sensitive'])
/** What a plan does about an event that does not keep to it. */
export const Enforcement = z.enum(['allow', 'mark', 'block'])
/** Types of a planned property. `moment`: ISO text or milliseconds since 1970. */
export const PropertyType = z.enum(['text', 'number', 'integer', 'boolean', 'moment', 'list', 'object'])

/** One text, or one for each language (`en`, `zh-Hant`, `zh-Hans`, `th`). */
const Words = z.union([z.string(), z.record(z.string(), z.string())])

/** One property of a planned event. Paths are dotted; `items[].sku` is the sku of every item of the list `items`. */
export const PropertyPlanView = z.object({
  path: z.string(),
  type: PropertyType,
  required: z.boolean().optional(),
  oneOf: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** Whole-text pattern in a safe subset of regular expressions. */
  pattern: z.string().optional(),
  /** Numbers: smallest value; texts: fewest characters; lists: fewest items. */
  min: z.number().optional(),
  max: z.number().optional(),
  pii: Pii.optional(),
  description: Words.optional(),
  example: json.optional(),
  /** What a source means when it leaves the property out: source (or `*`) → value. Only ever proposed as a fix. */
  fill: z.record(z.string(), json).optional(),
})

/** The plan of one event type: GET/PUT/DELETE /v1/events-plan/{id}; `id` is the event type. */
export const EventPlanView = z.object({
  id: z.string(),
  name: z.string().optional(),
  description: Words.optional(),
  owner: z.string().optional(),
  /** Sources that may send it; absent = all. */
  sources: z.array(z.string()).optional(),
  properties: z.array(PropertyPlanView),
  /** What happens to properties that are not planned. */
  extra: Enforcement,
  /** What happens to everything else that is wrong. */
  enforce: Enforcement,
  /** ISO moment (information only). */
  since: z.string().optional(),
  /** Why it should not be sent any more, and what instead. */
  deprecated: z.string().optional(),
})

/** A repair of an event's properties. `scale` multiplies values above `above`. */
export const FixView = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('rename'), from: z.string(), to: z.string() }),
  z.strictObject({ is: z.literal('convert'), path: z.string(), to: PropertyType }),
  z.strictObject({ is: z.literal('replace'), path: z.string(), value: json, by: json }),
  z.strictObject({ is: z.literal('fill'), path: z.string(), value: json }),
  z.strictObject({ is: z.literal('scale'), path: z.string(), by: z.number(), above: z.number() }),
  z.strictObject({ is: z.literal('remove'), path: z.string() }),
])

/** Why an event does not keep to the plan. */
export const ViolationCode = z.enum([
  'missing',
  'wrong_type',
  'not_one_of',
  'no_match',
  'too_small',
  'too_large',
  'unknown_property',
  'source_not_allowed',
  'deprecated',
])

/** One thing wrong with an event, with a repair when one suggests itself. */
export const ViolationView = z.object({
  code: ViolationCode,
  path: z.string(),
  expected: z.string(),
  got: z.string(),
  /** A whole sentence: property, what was expected, what came, what to do. */
  message: z.string(),
  fix: FixView.optional(),
})

/** Somebody who uses a type, property or trait. `builtin`: the product itself (the name on the profile page, the language of messages). */
export const UseView = z.object({
  kind: z.enum(['segment', 'trait', 'offer', 'journey', 'template', 'placement', 'destination', 'survivorship', 'feature', 'model', 'builtin']),
  id: z.string(),
  name: z.string(),
})

/** What was seen of one property. */
export const SeenPropertyView = z.object({
  path: z.string(),
  /** The type that most values have; `any` when they differ much. */
  type: z.string(),
  /** type → share of the values, 0..1. */
  types: z.record(z.string(), z.number()),
  /** Share of the examined events that carry it, 0..1. */
  presence: z.number(),
  /** Values that at least three people had (personal ones masked). */
  examples: z.array(json),
  firstSeen: instant.nullable(),
  lastSeen: instant.nullable(),
  /** From the plan when it says so, else guessed. */
  pii: Pii,
  /** What it looks like (`email`, `phone`, `tw_id`, `card`, `name` …), and whether its name or its values say so. */
  piiBecause: z.object({ kind: z.string(), by: z.enum(['plan', 'name', 'values', 'both']) }).nullable(),
  planned: z.boolean(),
  required: z.boolean(),
  violations: z.number().int(),
  usedBy: z.array(UseView),
  min: z.number().optional(),
  max: z.number().optional(),
})

/** A line of GET /v1/tracking. `state`: planned and seen, seen but not planned, planned but never seen. */
export const TrackingLine = z.object({
  type: z.string(),
  name: z.string().optional(),
  description: z.string().optional(),
  owner: z.string().optional(),
  state: z.enum(['planned', 'unplanned', 'unseen']),
  /** True for events that the product itself writes. */
  system: z.boolean(),
  enforce: Enforcement.nullable(),
  deprecated: z.boolean(),
  /** Events of the last 30 days, and all since counting began. */
  last30Days: z.number().int(),
  total: z.number().int(),
  /** Events per UTC day, oldest first, 30 numbers; the last is today. */
  days: z.array(z.number().int()),
  firstSeen: instant.nullable(),
  lastSeen: instant.nullable(),
  properties: z.number().int(),
  /** Events that did not keep to the plan in the last 30 days, and how many of them were kept out. */
  violations: z.number().int(),
  blocked: z.number().int(),
  pii: Pii,
  sources: z.array(z.string()),
  usedBy: z.number().int(),
})

/** GET /v1/tracking?search=&state=&owner=&source=&pii=&used=&problems=&system=. */
export const TrackingPage = z.object({
  items: z.array(TrackingLine),
  next: z.string().nullable(),
  /** How many lines there are in all before paging, and since when is counted. */
  total: z.number().int(),
  countedSince: instant.nullable(),
})

/** GET /v1/tracking/{type}. */
export const TrackingView = z.object({
  ...TrackingLine.shape,
  /** The plan as defined; null when there is none. */
  plan: EventPlanView.nullable(),
  seen: z.array(SeenPropertyView),
  bySource: z.array(z.object({ source: z.string(), count: z.number().int(), lastSeen: instant })),
  uses: z.array(UseView),
  /** What was wrong, most frequent first. */
  problems: z.array(z.object({ code: ViolationCode, path: z.string(), count: z.number().int(), lastAt: instant })),
  /** How many events were looked into (all are counted). */
  examined: z.number().int(),
})

/** POST /v1/tracking/{type}/plan: a plan that what was seen would keep to. Save it with PUT /v1/events-plan/{id}. */
export const ProposedPlan = z.object({ plan: EventPlanView, examined: z.number().int(), notes: z.array(z.string()) })

/** POST /v1/tracking/check: `plan` absent: the one in force. */
export const TrackingCheckBody = z.strictObject({
  event: z.object({ type: z.string().min(1).max(200), source: z.string().optional(), properties: z.record(z.string(), z.unknown()).default({}) }),
  plan: z.record(z.string(), z.unknown()).optional(),
})
/** Its answer. `repaired`: the properties with every fix applied; null when there is none to apply. */
export const TrackingCheckAnswer = z.object({
  planned: z.boolean(),
  /** What the door would do. */
  verdict: Enforcement,
  violations: z.array(ViolationView),
  repaired: z.record(z.string(), z.unknown()).nullable(),
  /** What would still be wrong after these fixes. */
  remaining: z.array(ViolationView),
})

/** GET /v1/tracking/violations: one line per type, code and path, the newest first. */
export const ViolationLine = z.object({
  type: z.string(),
  code: ViolationCode,
  path: z.string(),
  count: z.number().int(),
  lastAt: instant,
  enforce: Enforcement,
  owner: z.string().optional(),
  /** The last example of it, in words. */
  message: z.string(),
  /** Blocked events of this type that wait in /v1/bad (`?code=blocked_by_plan`). */
  open: z.number().int(),
})

/** POST /v1/bad/replay: open blocked events again through the plan, the oldest first. Without `fixes`: as they are, for a plan that was corrected. */
export const ReplayBody = z.strictObject({
  code: z.literal('blocked_by_plan').default('blocked_by_plan'),
  /** Event type; absent = all. */
  event: z.string().optional(),
  /** Repairs for every one of them. */
  fixes: z.array(FixView).max(50).default([]),
  /** Also apply to each the repairs that suggest themselves. */
  suggested: z.boolean().default(false),
  /** True: only say what would happen. */
  dry: z.boolean().default(false),
  limit: z.number().int().min(1).max(5_000).default(1_000),
})
/** Its answer. `more`: open ones that were not looked at. */
export const ReplayAnswer = z.object({
  looked: z.number().int(),
  replayed: z.number().int(),
  /** Of these, events that had been accepted before under the same id. */
  duplicate: z.number().int(),
  still: z.number().int(),
  /** Why those that are still blocked are, most frequent first. */
  why: z.array(z.object({ message: z.string(), count: z.number().int() })),
  more: z.boolean(),
})

/** One field of GET /v1/data-worth. */
export const WorthLine = z.object({
  kind: z.enum(['trait', 'property']),
  /** Event type of a property. */
  event: z.string().optional(),
  /** Trait name or property path. */
  field: z.string(),
  pii: Pii,
  keptSince: instant.nullable(),
  /** Newest value seen in the sample. */
  newest: instant.nullable(),
  /** Traits: median age of the values in days; null when unknown. */
  ageDays: z.number().nullable(),
  /** Share of sampled people (traits) or of examined events (properties) that have it. */
  share: z.number(),
  /** Share of the sampled stored bytes. */
  bytes: z.number(),
  usedBy: z.array(UseView),
  decisions: z.object({
    /** Sampled decisions in which a rule that reads it was asked. */
    consulted: z.number().int(),
    /** Of these, those whose possible offers are others without it. */
    decisive: z.number().int(),
    /** 95 % interval of the share of consulted decisions in which it is decisive (Wilson); null without any. */
    interval: z.object({ from: z.number(), to: z.number() }).nullable(),
  }),
  /** Sampled people whose segments are others without it. */
  segmentsFlipped: z.object({ people: z.number().int(), of: z.number().int() }),
  verdict: z.enum(['earns', 'unused', 'not_enough_data']),
  /** Code of the advice with its numbers, for the console's own words, and the words in English. */
  because: z.enum(['decisive', 'moves_segments', 'needed', 'read_by_nothing', 'read_but_changes_nothing', 'too_few_decisions', 'just_begun']),
  advice: z.string(),
})

/** GET /v1/data-worth?kind=&verdict=&pii=&search=. */
export const WorthPage = z.object({
  items: z.array(WorthLine),
  next: z.string().nullable(),
  total: z.number().int(),
  sample: z.object({
    at: instant,
    people: z.number().int(),
    ofPeople: z.number().int(),
    /** Recorded decisions of the last 30 days that were decided again, and those found. */
    decisions: z.number().int(),
    ofDecisions: z.number().int(),
    from: instant.nullable(),
    tookMs: z.number(),
  }),
  verdicts: z.object({ earns: z.number().int(), unused: z.number().int(), not_enough_data: z.number().int() }),
})
