/** Rapport in a web page: events out, decisions in. No dependency, no cookie, and no error that a page would have to catch. */
import { askDecision, type Decision } from './decide.ts'
import { keepIdentity, type Identity } from './identity.ts'
import { eventContext, pageFacts, surroundings } from './page.ts'
import { openQueue } from './queue.ts'
import { agreedShelf, localShelf, memoryShelf, type AgreedShelf, type Shelf } from './storage.ts'
import { partWithEvents, sendEvents, type Door } from './transport.ts'

export type { Decision } from './decide.ts'
export type { Identity } from './identity.ts'

/** What a page says to begin with. */
export interface RapportOptions {
  readonly writeKey: string
  /** Address of the server: `https://cdp.example`. */
  readonly host: string
  /**
   * Where ids and unsent events are kept. `local` (default): in the browser. `memory`: nowhere, every page is a new visitor.
   * `none`: nowhere until `consent(storagePurpose, 'given')`, then in the browser until it is withdrawn.
   */
  readonly storage?: 'local' | 'memory' | 'none'
  /** The purpose that allows storage when `storage` is `none`. Default `analytics`. */
  readonly storagePurpose?: string
  /** Language in which offers should come, when the person has not said one. Default: the browser's. */
  readonly locale?: string
  /** How long events are gathered before they are sent, in milliseconds. Default 250. */
  readonly gatherMs?: number
  /** How long a page waits for a decision, in milliseconds. Default 2,000. */
  readonly decideMs?: number
  /** Told what went wrong, each thing once. Default: a warning in the browser's console. */
  readonly onProblem?: (problem: string) => void
}

/** Any data of your own. */
export type Properties = { readonly [name: string]: unknown }

/** The page's side of Rapport. Nothing here throws or rejects. */
export interface Rapport {
  /** Something happened: `track('order_completed', { total: 120 })`. */
  track(type: string, properties?: Properties): void
  /** The person said who they are. What they did before on this device becomes theirs. */
  identify(userId: string, traits?: Properties): void
  /** A page was seen; path, title and referrer are added. */
  page(properties?: Properties): void
  /** Another identifier of the same person: `alias({ lineId: 'U1' })`. */
  alias(identifiers: { readonly [kind: string]: string }): void
  /** After a logout: from now on a new visitor. */
  reset(): void
  /** What the person allowed or no longer allows. `channel` default '*' (all); `text`: version of the wording they saw. */
  consent(purpose: string, is: 'given' | 'withdrawn', more?: { readonly channel?: string; readonly text?: string }): void
  /** What to show at a placement. Waits for events under way, so that the answer knows them; silence when there is no answer in time. */
  decide(placement: string, context?: Properties): Promise<Decision>
  /** The person saw the offer. */
  shown(decision: Decision): void
  /** The person clicked the offer. */
  clicked(decision: Decision): void
  /** Sends what waits; answers how many events are left. */
  flush(): Promise<number>
  /** Resolves with who the visitor is to this page. */
  readonly ready: Promise<Identity>
}

const DECIDE_MS = 2_000

/** Starts. One per page is enough. */
export function createRapport(options: RapportOptions): Rapport {
  const door: Door = { host: options.host.replace(/\/+$/, ''), writeKey: options.writeKey }
  const { shelf, agreed } = shelves(options)
  const complain = onceEach(options.onProblem ?? ((problem) => console.warn(`Rapport: ${problem}`)))
  const keeper = keepIdentity(shelf, newId)
  const queue = openQueue(
    newId(),
    {
      shelf,
      send: (events) => sendEvents(door, events, complain),
      part: (events) => partWithEvents(door, events),
      now: () => Date.now(),
      later(ms, work) {
        const timer = setTimeout(work, ms)
        return () => clearTimeout(timer)
      },
      chance: Math.random,
      lost: (count, why) => complain(why === 'full' ? `${count} events were given up because too many wait. Is ${door.host} reachable?` : `${count} events were refused`),
    },
    { gatherMs: options.gatherMs },
  )

  function send(type: string, properties: Properties, more: { readonly traits?: Properties; readonly identifiers?: Properties } = {}): void {
    const { anonymousId, userId } = keeper.current()
    const id = newId()
    const identifiers = { anonymousId, ...(userId !== null && { userId }), ...more.identifiers }
    try {
      queue.add(id, JSON.stringify({ id, type, at: Date.now(), identifiers, properties, ...(more.traits && { traits: more.traits }), context: eventContext(surroundings()) }))
    } catch (failure) {
      complain(`'${type}' cannot be sent: ${failure instanceof Error ? failure.message : String(failure)}. Properties must be plain data`)
    }
  }

  function aboutOffer(type: string, { decision, placement, offer }: Decision): void {
    if (offer !== null) send(type, { offer, placement, decision })
  }

  if (typeof addEventListener === 'function' && typeof document !== 'undefined') {
    addEventListener('pagehide', () => queue.leave())
    document.addEventListener('visibilitychange', () => void (document.visibilityState === 'hidden' && queue.leave()))
    addEventListener('online', () => void queue.flush())
  }

  return {
    track: (type, properties = {}) => send(type, properties),
    identify(userId, traits = {}) {
      keeper.know(userId)
      send('identified', {}, { traits })
    },
    page: (properties = {}) => send('page_viewed', { ...pageFacts(surroundings()), ...properties }),
    alias: (identifiers) => send('aliased', {}, { identifiers }),
    reset: () => void keeper.forget(),
    consent(purpose, is, { channel = '*', text } = {}) {
      send(is === 'given' ? 'consent_given' : 'consent_withdrawn', { purpose, channel, ...(text !== undefined && { text }) })
      if (purpose !== (options.storagePurpose ?? 'analytics')) return
      if (is === 'given') agreed?.agree()
      else agreed?.refuse()
    },
    async decide(placement, context = {}) {
      const timeoutMs = options.decideMs ?? DECIDE_MS
      await within(timeoutMs, queue.flush())
      return askDecision(door, { placement, context, locale: options.locale ?? surroundings().language, identity: keeper.current(), timeoutMs }, complain)
    },
    shown: (decision) => aboutOffer('offer_shown', decision),
    clicked: (decision) => aboutOffer('offer_clicked', decision),
    flush: () => queue.flush(),
    ready: Promise.resolve(keeper.current()),
  }
}

function shelves({ storage = 'local', writeKey }: RapportOptions): { readonly shelf: Shelf; readonly agreed: AgreedShelf | null } {
  if (storage === 'memory') return { shelf: memoryShelf(), agreed: null }
  const lasting = localShelf(`rapport.${writeKey.slice(0, 12)}.`, () => localStorage)
  if (storage === 'local') return { shelf: lasting, agreed: null }
  const agreed = agreedShelf(lasting)
  return { shelf: agreed, agreed }
}

/** 128 random bits, in pages without https too. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function onceEach(tell: (problem: string) => void): (problem: string) => void {
  const told = new Set<string>()
  return (problem) => {
    if (told.has(problem) || told.size >= 100) return
    told.add(problem)
    tell(problem)
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms))])
}
