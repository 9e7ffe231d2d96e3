/** What the API accepts and answers, as zod schemas. The OpenAPI document, the checks and the console's types all come from here. */
import { z } from 'zod'
import { TraitView } from './contract-traits.ts'

const json: z.ZodType<unknown> = z.unknown()
const jsonObject = z.record(z.string(), z.unknown())
/** Milliseconds since 1970, UTC. */
const instant = z.number().int()

/** RFC 9457. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  problems: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

/** A fact. */
export const EventView = z.object({
  id: z.string(),
  type: z.string(),
  at: instant,
  receivedAt: instant,
  source: z.string(),
  identifiers: z.array(z.object({ kind: z.string(), value: z.string() })),
  properties: jsonObject,
  context: jsonObject.optional(),
  cause: z.string().optional(),
})

/** Membership in a segment. */
export const MembershipView = z.object({ segment: z.string(), name: z.string(), since: instant, until: instant.optional() })

/** A message as it stands; `rendered` only when one message is asked for. */
export const MessageView = z.object({
  id: z.string(),
  profile: z.string(),
  profileName: z.string().nullable(),
  state: z.enum(['planned', 'calling', 'sent', 'refused', 'rejected', 'unknown', 'cancelled']),
  channel: z.string(),
  template: z.string(),
  purpose: z.string(),
  journey: z.string().optional(),
  step: z.string().optional(),
  plannedAt: instant,
  dueAt: instant,
  notAfter: instant,
  notBefore: instant.optional(),
  timing: z.object({ hour: z.number().int(), chance: z.number(), random: z.boolean() }).optional(),
  updatedAt: instant,
  attempts: z.number().int(),
  to: z.string().optional(),
  provider: z.string().optional(),
  providerId: z.string().optional(),
  why: z.string().optional(),
  detail: jsonObject.optional(),
  rendered: z.object({ locale: z.string(), subject: z.string().optional(), html: z.string().optional(), text: z.string() }).optional(),
})

/** An e-mail that the local mailbox of `--fakes` caught, as its reader sees it. */
export const InboxView = z.object({
  nr: z.number().int(),
  at: instant,
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
})

/** One line of a person's consent. */
export const ConsentView = z.object({
  purpose: z.string(),
  name: z.string(),
  basis: z.enum(['ask', 'inform', 'always']),
  allowed: z.boolean(),
  /** What was said, per channel ('*' = all). */
  entries: z.array(z.object({ channel: z.string(), is: z.enum(['given', 'withdrawn']), at: instant, from: z.string(), text: z.string().optional() })),
})

/** A line in search results and member lists. */
export const PersonLine = z.object({ id: z.string(), name: z.string().nullable(), identifiers: z.array(z.string()), lastSeen: instant, events: z.number().int() })

/** The golden record. */
export const ProfileView = z.object({
  id: z.string(),
  name: z.string().nullable(),
  firstSeen: instant,
  lastSeen: instant,
  events: z.number().int(),
  identifiers: z.array(z.object({ kind: z.string(), value: z.string() })),
  edges: z.array(z.object({ a: z.string(), b: z.string(), at: instant, by: z.string(), rule: z.string(), accepted: z.boolean() })),
  traits: z.array(TraitView),
  segments: z.array(MembershipView),
  consent: z.array(ConsentView),
  journeys: z.array(
    z.object({
      run: z.string(),
      journey: z.string(),
      name: z.string(),
      is: z.enum(['waiting', 'done', 'left']),
      step: z.string().nullable(),
      enteredAt: instant,
      wakeAt: instant.optional(),
      at: instant.optional(),
      why: z.string().optional(),
    }),
  ),
  offers: z.array(z.object(
    { offer: z.string(), name: z.string(), shown: z.number().int(), lastShown: instant.optional(), clicked: instant.optional(), dismissed: instant.optional() }
  )),
  pressure: z.object({ last7Days: z.number().int(), suppressed: z.array(z.object({ channel: z.string(), why: z.string(), at: instant })) }),
  /** What is foretold, one line a model; more of it at /v1/profiles/{ref}/predictions. */
  predictions: z.array(z.object({
    model: z.string(),
    value: z.union([z.number(), z.string()]),
    low: z.number().optional(),
    high: z.number().optional(),
    band: z.string().optional(),
    at: instant,
    version: z.number().int(),
  })),
})

/** A decision with everything that was considered, and the sentences for it in the asked language. */
export const DecisionView = z.object({
  id: z.string(),
  profile: z.string().nullable(),
  placement: z.string(),
  at: instant,
  chosen: z.string().nullable(),
  /** The chosen offer's content in the person's language, to show. */
  content: jsonObject.nullable(),
  propensity: z.number(),
  explored: z.boolean(),
  version: z.number().int(),
  context: jsonObject,
  why: z.string(),
  candidates: z.array(
    z.object({
      offer: z.string().nullable(),
      name: z.string(),
      out: z.object({ check: z.string(), detail: jsonObject }).optional(),
      score: z.number().optional(),
      probability: z.number().optional(),
      why: z.string(),
    }),
  ),
})

/** One entry of the live debugger. */
export const LiveEntry = z.object({
  /** Cursor and address: rises with every entry. `bad:…` entries have `bad`. */
  ref: z.string(),
  at: instant,
  source: z.string(),
  type: z.string(),
  state: z.enum(['ok', 'bad']),
  profile: z.string().optional(),
  profileName: z.string().nullable().optional(),
  lagMs: z.number().optional(),
  segmentsEntered: z.array(z.string()),
  messages: z.number().int(),
  reason: z.string().optional(),
})

/** Everything about one live entry. */
export const LiveDetail = z.object({
  entry: LiveEntry,
  /** As received; null when it is no longer kept. */
  raw: json.nullable(),
  event: EventView.nullable(),
  merged: z.array(z.string()),
  identifiers: z.array(z.string()),
  traitsChanged: z.array(z.object({ name: z.string(), value: json })),
  segments: z.array(z.object({ segment: z.string(), name: z.string(), is: z.enum(['entered', 'left']) })),
  derived: z.array(EventView),
  bad: z.object({ id: z.string(), code: z.string(), reason: z.string() }).optional(),
})

/** Condition of the instance, for Home and /readyz. */
export const Health = z.object({
  version: z.string(),
  startedAt: instant,
  now: instant,
  position: z.number().int(),
  profiles: z.number().int(),
  eventsPerSecond: z.number(),
  /** Conservation: in = accepted + duplicate + bad. */
  tally: z.record(z.string(), z.number()),
  outbox: z.record(z.string(), z.number()),
  oldestPlannedMs: z.number().nullable(),
  timers: z.object({ pending: z.number().int(), lateMsP99: z.number() }),
  warehouse: z.object({ is: z.enum(['ready', 'starting', 'absent', 'down']), why: z.string().optional(), behind: z.number().int() }),
  providers: z.array(z.object({ name: z.string(), channel: z.string(), state: z.enum(['ready', 'failing', 'off']), why: z.string().optional() })),
  checklist: z.array(z.object({ id: z.enum(['first_event', 'first_identity', 'first_segment', 'first_offer', 'first_decision', 'first_journey', 'first_message', 'mail_provider', 'consent']), done: z.boolean() })),
  /** The arbiter's learner; while it is starting or has failed, decisions go by the rates of the definitions. */
  learning: z.object({ is: z.enum(['absent', 'starting', 'ready', 'behind', 'failed']), why: z.string().optional() }),
  demo: z.boolean(),
  fakes: z.boolean(),
})

/** A segment with its live figures and its sentence. */
export const SegmentView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  rule: json,
  sentence: z.string(),
  members: z.number().int(),
  usedBy: z.array(z.object({ kind: z.enum(['segment', 'offer', 'journey']), id: z.string(), name: z.string() })),
})

/** How many people a rule would take, while typing. */
export const Preview = z.object({
  count: z.number(),
  /** Half-width of the 95 % interval; 0 = exact. */
  plusMinus: z.number(),
  of: z.number().int(),
  method: z.enum(['scan', 'sample', 'analytics']),
  sentence: z.string(),
  /** People of each part of a top-level all/any, in order, for contribution bars. */
  parts: z.array(z.number()),
  examples: z.array(PersonLine),
  tookMs: z.number(),
})

/** POST /v1/decide. */
export const DecideBody = z.strictObject({
  placement: z.string(),
  /** `kind:value` of the person, or a profile id; absent or unknown = a stranger. */
  person: z.string().optional(),
  context: jsonObject.optional(),
  /** Language of the sentences: en, zh-Hant, zh-Hans, th. */
  locale: z.string().optional(),
  /** false = only the choice, without the candidates: for pages that cannot wait. They are stored all the same, see GET /v1/decisions. Default true. */
  explain: z.boolean().optional(),
  /** false = a what-if that is neither stored nor counted. Default true. */
  record: z.boolean().optional(),
})

/** POST /v1/place, from a web page with a write key. */
export const PlaceBody = z.strictObject({
  placement: z.string(),
  /** Random id of the browser, the one its events carry. */
  anonymousId: z.string(),
  /** Counts only when this browser has sent events with it. */
  userId: z.string().optional(),
  context: jsonObject.optional(),
  /** Language of the content when the person has not said one. */
  locale: z.string().max(35).optional(),
  /** Instead of a header, so that browsers need no preflight. */
  writeKey: z.string().optional(),
})

/** Its answer: what the page shows, and nothing else. `offer` null: nothing. */
export const PlaceAnswer = z.object({ decision: z.string(), offer: z.string().nullable(), content: jsonObject.nullable() })

/** POST /v1/consent. */
export const ConsentBody = z.strictObject({
  person: z.string(),
  purpose: z.string(),
  channel: z.string().optional(),
  is: z.enum(['given', 'withdrawn']),
  text: z.string().optional(),
})

/** Its answer: `recorded` = durable; `effective` = no call that started earlier is still under way. */
export const ConsentAnswer = z.object({ recorded: z.literal(true), effective: z.boolean(), profile: z.string() })

/** A write key or API key; `secret` only in the answer that creates it. */
export const KeyView = z.object({
  id: z.string(),
  kind: z.enum(['write', 'api']),
  name: z.string(),
  source: z.string().optional(),
  scopes: z.array(z.string()),
  prefix: z.string(),
  createdAt: instant,
  revokedAt: instant.optional(),
  secret: z.string().optional(),
})

/** A refused event, open for repair. */
export const BadView = z.object({ id: z.string(), source: z.string(), at: instant, code: z.string(), reason: z.string(), raw: z.string(), state: z.enum(['open', 'replayed', 'dropped']) })

/** A page: `next` goes into `?after=`. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}

/** Static type of a schema. */
export type Of<S extends z.ZodType> = z.infer<S>
