/** Figures beside definitions: how often an offer was shown, how many people walk a journey. */
import type { App } from '../runtime/app.ts'
import { scanPeople } from './people-scan.ts'
import type { ApiContext } from './route.ts'

/** What a list or a form shows beside a definition. */
export type Figures = { readonly figures?: { readonly [name: string]: number | boolean } }

/** People looked at; beyond that the figures are scaled up and marked `estimated`. */
const MOST_PEOPLE = 20_000
/** Figures are at most this old. */
const FRESH_MS = 15_000

interface Counted {
  readonly at: number
  readonly version: number
  readonly of: ReadonlyMap<string, { [name: string]: number }>
  readonly scale: number
}

const counted = new WeakMap<App, Promise<Counted>>()
const NONE: Figures = {}

/** Figures by id for a kind: offers shown, clicked, dismissed; journeys entered, inside, sent. Other kinds have none. */
export async function figuresOf({ app }: ApiContext, kind: string): Promise<(id: string) => Figures> {
  if (kind !== 'offers' && kind !== 'journeys') return () => NONE
  const { of, scale } = await figuresNow(app)
  const zero: { readonly [name: string]: number } = kind === 'offers' ? { shown: 0, clicked: 0, dismissed: 0 } : { entered: 0, inside: 0, sent: 0 }
  return (id) => {
    const figures = { ...zero, ...of.get(`${kind}/${id}`) }
    return { figures: scale === 1 ? figures : { ...Object.fromEntries(Object.entries(figures).map(([name, n]) => [name, Math.round(n * scale)])), estimated: true } }
  }
}

async function figuresNow(app: App): Promise<Counted> {
  const known = await counted.get(app)?.catch(() => undefined)
  if (known && app.now() - known.at < FRESH_MS) return known
  const fresh = count(app)
  counted.set(app, fresh)
  return fresh
}

async function count(app: App): Promise<Counted> {
  const of = new Map<string, { [name: string]: number }>()
  const add = (key: string, name: string, n: number): void => {
    const figures = of.get(key) ?? {}
    if (!of.has(key)) of.set(key, figures)
    figures[name] = (figures[name] ?? 0) + n
  }
  const total = await app.reads.countProfiles(app.ws)
  const at = app.now()
  const seen = await scanPeople(app, MOST_PEOPLE, ({ offers, journeys }) => {
    for (const [offer, history] of Object.entries(offers)) {
      add(`offers/${offer}`, 'shown', history.shown.length)
      if (history.clicked !== undefined) add(`offers/${offer}`, 'clicked', 1)
      if (history.dismissed !== undefined) add(`offers/${offer}`, 'dismissed', 1)
    }
    for (const [journey, { n }] of Object.entries(journeys.entered)) add(`journeys/${journey}`, 'entered', n)
    for (const run of journeys.runs) if (run.is === 'waiting') add(`journeys/${run.journey}`, 'inside', 1)
  })
  await countSent(app, add)
  return { at, version: app.workspace().version, of, scale: seen > 0 && seen < total ? total / seen : 1 }
}

/** Sent messages by journey, of the newest 5,000. */
async function countSent(app: App, add: (key: string, name: string, n: number) => void): Promise<void> {
  let after: string | undefined
  for (let pages = 0; pages < 10; pages++) {
    const { items, next } = await app.reads.outboxPage(app.ws, { state: 'sent', limit: 500, ...(after !== undefined && { after }) })
    for (const { plan } of items) if (plan.journey) add(`journeys/${plan.journey.id}`, 'sent', 1)
    if (next === null) return
    after = next
  }
}
