/** Keeps the demo's shop open: every few hundred milliseconds somebody does something, through the same door as real traffic. */
import { seeded, type Random } from '@rapport/core/base/random'
import type { ProfileId, SourceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import { SECOND, type Instant } from '@rapport/core/base/time'
import { decodeState } from '@rapport/core/engine/codec'
import type { Event } from '@rapport/core/event/event'
import { identifierKey } from '@rapport/core/event/identifier'
import type { Memberships } from '@rapport/core/segment/membership'
import { fromPlain } from '../collect/plain.ts'
import type { Inbox } from '../provider/fakes.ts'
import type { App, Arrival } from '../runtime/app.ts'
import { returnVisit, writeAct, type Cast, type Step } from './act.ts'
import { plainOf, type Fact } from './fact.ts'
import { follow, reactionTo, type Reaction } from './mail.ts'
import type { Customer } from './people.ts'
import { clickChance, DISMISSES } from './taste.ts'
import type { Purchase } from './visit.ts'

/** What live traffic needs. */
export interface LiveOptions {
  readonly app: Pick<App, 'ws' | 'now' | 'newId' | 'reads' | 'accept' | 'decide'>
  readonly people: readonly Customer[]
  readonly seed: number
  /** Where the server listens. */
  readonly url: string
  readonly inbox: Pick<Inbox, 'onMessage'> | null
  /** What the tracking plan makes of an event. Default: every event as it is. */
  readonly door?: (event: Event, raw?: Json) => Arrival
}

/** The running traffic. `step` does the next thing at once; `run` does so for ever, at a shop's pace. */
export interface Live {
  step(): Promise<void>
  run(): Promise<void>
  stop(): void
}

/** Between two steps. A step is one event, or a decision with its event: never more than five a second. */
const PAUSE_MS = { least: 300, spread: 500 }
/** Lively at first, while somebody looks at the first page. */
const OPENING = { steps: 60, leastMs: 210, spreadMs: 60 }
/** Scripts played side by side, and things remembered for later. */
const STAGE = 6
const REMEMBERED = 200
/** Who came so often has mostly bought more than once. */
const REGULAR_VISITS = 8
/** People new to this run are numbered from here. */
const NEWCOMERS_FROM = 1_000_000
/** How long a mail lies before it is read. */
const READ_AFTER = { least: 6 * SECOND, spread: 40 * SECOND }

/** Opens the shop; nothing happens before `step` or `run`. */
export function createLive({ app, people, seed, url, inbox, door = asItIs }: LiveOptions): Live {
  const random: Random = seeded(seed + (app.now() % 1_000_000_007))
  const stage: Step[][] = []
  const parcels: { readonly who: Customer; readonly purchase: Purchase }[] = []
  const mail: { readonly at: number; readonly to: string; readonly reaction: Reaction }[] = []
  const byEmail = new Map(people.flatMap((who) => who.emails.map((email) => [email, who] as const)))
  const shopDay = Math.floor(app.now() / SECOND)
  let met = 0
  let acts = 0
  let stopped = false
  const cast: Cast = {
    seed,
    steady: people.filter(({ closeness, phase }) => closeness !== 'anonymous' && phase === 'steady'),
    lapsed: people.filter(({ closeness, phase, visits }) => closeness !== 'anonymous' && phase === 'lapsed' && visits >= REGULAR_VISITS),
    strangers: people.filter(({ closeness }) => closeness === 'anonymous'),
    nextNewcomer: () => NEWCOMERS_FROM + (shopDay % 8_000_000) + met++,
    takePurchase: () => parcels.shift(),
    bought: (who, purchase) => void (parcels.length < REMEMBERED && parcels.push({ who, purchase })),
  }
  const unlisten = inbox?.onMessage((message) => {
    const reaction = reactionTo(message, random())
    const [to] = message.to
    if (reaction !== null && to !== undefined && mail.length < REMEMBERED) mail.push({ at: app.now() + READ_AFTER.least + random() * READ_AFTER.spread, to, reaction })
  })

  async function step(): Promise<void> {
    const letter = mail.findIndex(({ at }) => at <= app.now())
    if (letter >= 0 && random() < 0.3) return read(letter)
    if (stage.length < STAGE) {
      const act = [...writeAct(cast, acts++, app.now(), random)]
      if (act.length > 0) stage.push(act)
    }
    const index = Math.floor(random() * stage.length)
    const script = stage[index]
    const next = script?.shift()
    if (script?.length === 0) stage.splice(index, 1)
    if (next !== undefined) script?.unshift(...(await play(next)))
    if (script !== undefined && script.length > 0 && !stage.includes(script)) stage.push(script)
  }

  /** Plays one step; answers what follows from it. */
  async function play(next: Step): Promise<readonly Step[]> {
    if (next.is === 'bad') {
      await send(next.source, next.message)
      return []
    }
    if (next.is === 'fact') {
      const now = app.now()
      await send(next.fact.source, plainOf({ ...next.fact, at: now }, `live-${app.newId()}`))
      return []
    }
    const { placement, context, from } = next
    const profile = await profileOf(from)
    const decision = await app.decide({ profile, request: { placement: placement as never, context }, record: true })
    if (decision.chosen === null) return []
    const about = { ...from, properties: { offer: decision.chosen, placement, decision: decision.id } }
    const shown: Step = { is: 'fact', fact: { ...about, type: 'offer_shown' } }
    const draw = random()
    const likes = clickChance(await segmentsOf(profile), decision.chosen)
    if (draw >= likes + DISMISSES) return [shown]
    return [shown, { is: 'fact', fact: { ...about, type: draw < likes ? 'offer_clicked' : 'offer_dismissed' } }]
  }

  async function profileOf({ identifiers }: Fact): Promise<ProfileId | null> {
    const [first] = identifiers
    if (first === undefined) return null
    const key = identifierKey(first)
    return (await app.reads.owners(app.ws, [key])).get(key) ?? null
  }

  async function segmentsOf(profile: ProfileId | null): Promise<Memberships> {
    const stored = profile === null ? undefined : (await app.reads.profiles(app.ws, [profile])).get(profile)
    return stored ? decodeState(stored.body).segments : {}
  }

  /** Through the collector's own reading, so that bad ones are refused for the reasons a real sender would get. */
  async function send(source: string, message: Json): Promise<void> {
    const at: Instant = app.now()
    const incoming = fromPlain(message, { source: source as SourceId, receivedAt: at, newId: () => app.newId() })
    await app.accept(
      incoming.map((one): Arrival => {
        if (one.is === 'event') return door(one.event, one.raw)
        const { code, reason, raw } = one
        return { is: 'bad', source: source as SourceId, code, reason, raw: typeof raw === 'string' ? raw : JSON.stringify(raw), id: app.newId() }
      }),
    )
  }

  async function read(index: number): Promise<void> {
    const [letter] = mail.splice(index, 1)
    if (letter === undefined) return
    await follow(letter.reaction, url)
    const who = byEmail.get(letter.to)
    if (letter.reaction.is === 'click' && who !== undefined && stage.length < STAGE + 2) stage.push([...returnVisit(cast, who, app.now(), random)])
  }

  return {
    step,
    async run() {
      for (let n = 0; !stopped; n++) {
        const wait = n < OPENING.steps ? OPENING.leastMs + random() * OPENING.spreadMs : PAUSE_MS.least + random() * PAUSE_MS.spread
        await new Promise((resolve) => setTimeout(resolve, wait))
        // A server that is busy or stopping refuses; the shop goes on with the next visitor.
        if (!stopped) await step().catch(() => {})
      }
      unlisten?.()
    },
    stop: () => void (stopped = true),
  }
}

function asItIs(event: Event, raw?: Json): Arrival {
  return { is: 'event', event, ...(raw !== undefined && { raw }) }
}
