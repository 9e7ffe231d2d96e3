/** From an event to a changed model: a server in a process of its own, steady decisions with showings and clicks, and the time until the learner has read them. */
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { seeded } from '@rapport/core/base/random'
import { inFolder } from '../folder.ts'
import { call, load } from '../load.ts'
import { KEYS, startServerProcess } from '../server-process.ts'

const PEOPLE = 200
const PER_SECOND = 150
const OFFERS = Array.from({ length: 20 }, (_, nr) => ({ id: `offer-${nr}`, name: `Offer ${nr}`, value: 10 + nr, family: `family-${nr % 4}` }))
const DEFINITIONS = { ...DEFAULT_DEFINITIONS, offers: OFFERS, placements: [{ id: 'home', name: 'Home', channel: 'web' }] }

interface Loop {
  readonly examples: number
  readonly lagP50Ms: number | null
  readonly lagP99Ms: number | null
  readonly behind: number
}

/** Decisions at a steady rate, each shown and some clicked. */
export async function benchLoop(seconds: number): Promise<{ readonly [figure: string]: number }> {
  return inFolder(async (data) => {
    const server = await startServerProcess({ data, args: ['--no-analytics'] })
    try {
      await call(server.url, 'PUT', '/v1/definitions', KEYS.api, { version: 1, definitions: DEFINITIONS })
      const random = seeded(5)
      const decided: { readonly id: string; readonly offer: string; readonly who: number }[] = []
      for (let who = 0; who < PEOPLE; who++) {
        const asked = { placement: 'home', person: `userId:l-${who}`, explain: false }
        const answer = (await call(server.url, 'POST', '/v1/decide', KEYS.api, asked)) as { readonly id: string; readonly chosen: string | null }
        if (answer.chosen !== null) decided.push({ id: answer.id, offer: answer.chosen, who })
      }
      if (decided.length === 0) throw new Error('nothing was proposed to anybody; there is nothing to learn from')
      let nr = 0
      const next = () => {
        const { id, offer, who } = decided[nr++ % decided.length] ?? { id: '', offer: '', who: 0 }
        const type = nr <= decided.length ? 'offer_shown' : random() < 0.5 ? 'offer_clicked' : 'page_viewed'
        return { path: '/v1/events', key: KEYS.api, body: JSON.stringify({ type, identifiers: { userId: `l-${who}` }, properties: { offer, decision: id, placement: 'home' } }) }
      }
      await load({ url: server.url, seconds: Math.max(5, Math.min(10, seconds)), connections: 8, perSecond: PER_SECOND, next })
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      const { examples, lagP50Ms, lagP99Ms, behind } = (await call(server.url, 'GET', '/v1/learning', KEYS.api)) as Loop
      return { loopExamples: examples, eventToModelMsP50: lagP50Ms ?? -1, eventToModelMsP99: lagP99Ms ?? -1, loopBehindRecords: behind }
    } finally {
      await server.stop()
    }
  })
}
