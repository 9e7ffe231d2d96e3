/** What-if: replaying another strategy on the decisions that were logged, and bringing it in step by step. */
import { checkDefinitions } from '@rapport/core/engine/check'
import { DEFAULT_ARBITRATION } from '@rapport/core/decision/policy'
import { RATE_DEFAULT } from '@rapport/core/decision/compile'
import { z } from 'zod'
import type { App } from '../runtime/app.ts'
import { definitionsUnder, type Strategy } from '../runtime/strategy.ts'
import { FIRST_HALF } from '../whatif/answer.ts'
import { STEPS, type Moved, type RampView as Ramp, type WhatIf, type WhatIfs } from '../whatif/whatif.ts'
import type { WhatIfAsk } from '../whatif/types.ts'
import type { Of } from './contract.ts'
import { RampBody, RampMove, RampPage, RampView, WhatIfBody, WhatIfGround, WhatIfList, WhatIfPreview, WhatIfView } from './contract-whatif.ts'
import { conflict, notFound, unprocessable } from './problem.ts'
import { NOTHING, ok, Ref, type ApiContext, type ApiServer } from './route.ts'

/** POST, GET /v1/whatif, POST /v1/whatif/preview, GET /v1/whatif/ground, GET, DELETE /v1/whatif/{id}; GET, POST /v1/ramp, POST /v1/ramp/{step,stop,adopt}. */
export function whatifRoutes(api: ApiServer, { app, whatifs }: ApiContext): void {
  const read = { scope: 'read' } as const
  const write = { scope: 'write' } as const
  const tags = ['what-if']
  const params = z.object({ id: Ref })
  const find = (id: string): WhatIf => {
    const one = whatifs.one(id)
    if (!one) throw notFound('replay', id, 'The newest fifty are kept. GET /v1/whatif lists them.')
    return one
  }

  api.post('/v1/whatif', {
    config: read,
    schema: { summary: 'Replay another strategy on the decisions of the last days', tags, body: WhatIfBody, response: { 202: WhatIfView, ...ok(WhatIfView) } },
  }, async (request, reply) => {
    const one = whatifs.start(request.body.name, askOf(app, request.body))
    return reply.code(202).header('location', `/v1/whatif/${one.id}`).send(viewOf(one))
  })
  api.post('/v1/whatif/preview', {
    config: read,
    schema: { summary: 'The same at once, from the newest 20,000 decisions; for sliders', tags, body: WhatIfBody, response: { 202: WhatIfPreview, ...ok(WhatIfPreview) } },
  }, async (request, reply) => {
    const found = await whatifs.preview(askOf(app, request.body))
    if ('verdict' in found) return { is: 'result' as const, result: found }
    return reply.code(202).send({ is: 'reading' as const, part: found.part, decisions: found.decisions })
  })
  api.get('/v1/whatif', { config: read, schema: { summary: 'Replays, newest first', tags, response: ok(WhatIfList) } }, async () => ({ items: whatifs.list().map(viewOf), next: null }))
  api.get('/v1/whatif/ground', { config: read, schema: { summary: "What there is to replay on, and today's strategy", tags, response: ok(WhatIfGround) } }, async () => groundOf(app, whatifs))
  api.get('/v1/whatif/:id', { config: read, schema: { summary: 'A replay: how far it is, then what it found', tags, params, response: ok(WhatIfView) } }, async (request) => viewOf(find(request.params.id)))
  api.delete('/v1/whatif/:id', { config: write, schema: { summary: 'Forget a replay', tags, params, response: NOTHING } }, async (request, reply) => {
    find(request.params.id)
    await whatifs.drop(request.params.id)
    return reply.code(204).send(null)
  })

  const rampTags = ['ramp']
  const moved = async (answer: Moved): Promise<Of<typeof RampView>> => {
    if (answer.is === 'absent') throw notFound('ramp', 'running', 'No strategy is being brought in, or the replay is gone. POST /v1/ramp {"whatif": ID} begins.')
    if (answer.is === 'conflict') throw conflict('Not now', answer.why)
    if (answer.is === 'refused') throw unprocessable('Not like this', answer.why)
    const { ramp, before } = await whatifs.ramps()
    const view = ramp?.ramp.id === answer.ramp.id ? ramp : before.find((one) => one.ramp.id === answer.ramp.id)
    if (!view) throw conflict('Moved on', 'Somebody has changed the ramp just now. GET /v1/ramp shows it.')
    return rampOf(view)
  }
  api.get('/v1/ramp', { config: read, schema: { summary: 'The strategy that is being brought in, and those before', tags: rampTags, response: ok(RampPage) } }, async () => {
    const { ramp, before } = await whatifs.ramps()
    return { ramp: ramp === null ? null : rampOf(ramp), before: before.map(rampOf) }
  })
  api.post('/v1/ramp', { config: write, schema: { summary: 'Bring a replayed strategy in, for 5 % of people', tags: rampTags, body: RampBody, response: ok(RampView) } }, async (request) =>
    moved(await whatifs.ramp(request.body.whatif, request.body.why)),
  )
  api.post('/v1/ramp/step', { config: write, schema: { summary: 'For more people: 20 %, 50 %, everybody', tags: rampTags, body: RampMove, response: ok(RampView) } }, async (request) =>
    moved(await whatifs.step(request.body.why, request.body.anyway)),
  )
  api.post('/v1/ramp/stop', { config: write, schema: { summary: 'Take it back; the old strategy decides for everybody at once', tags: rampTags, body: RampMove, response: ok(RampView) } }, async (request) =>
    moved(await whatifs.stop(request.body.why)),
  )
  api.post('/v1/ramp/adopt', { config: write, schema: { summary: 'Make it the definitions', tags: rampTags, body: RampMove, response: ok(RampView) } }, async (request) =>
    moved(await whatifs.adopt(request.body.why, request.caller?.name ?? 'api')),
  )
}

/** The question, or 422: a strategy is checked like the definitions that it would make. */
function askOf(app: App, { strategy: given, days, placements, measure }: Of<typeof WhatIfBody>): WhatIfAsk {
  const strategy = given as unknown as Strategy
  const { definitions } = app.workspace()
  const unknown = Object.keys(strategy.offers).filter((id) => !definitions.offers.some((offer) => offer.id === id))
  if (unknown.length > 0) throw unprocessable('Unknown offer', `There is no offer '${unknown[0]}'.`, unknown.map((id) => ({ path: `strategy.offers.${id}`, message: 'no offer has this id' })))
  // an offer that is off may still be named elsewhere; only what it changes is checked
  const offers = Object.fromEntries(Object.entries(strategy.offers).map(([id, edit]) => [id, { ...edit, off: false }]))
  const checked = checkDefinitions(definitionsUnder(definitions, { ...strategy, offers }))
  if ('problems' in checked) throw unprocessable('Strategy refused', `${checked.problems[0]?.path ?? ''}: ${checked.problems[0]?.message ?? ''}`, checked.problems)
  return { strategy, days, placements: placements ?? null, measure }
}

function viewOf({ ask, ...one }: WhatIf): Of<typeof WhatIfView> {
  return {
    ...one,
    strategy: ask.strategy as unknown as Of<typeof WhatIfView>['strategy'],
    days: ask.days,
    placements: ask.placements === null ? null : [...ask.placements],
    measure: ask.measure,
    result: one.result,
  }
}

function rampOf({ ramp, figures, atLeast, stopsBelow, mayStep, countedAt }: Ramp): Of<typeof RampView> {
  const { since: _, strategy, moves, ...rest } = ramp
  return {
    ...rest,
    strategy: strategy as unknown as Of<typeof RampView>['strategy'],
    steps: [...STEPS],
    moves: [...moves],
    progress: { ...figures, atLeast, stopsBelow, mayStep, countedAt },
  }
}

async function groundOf(app: App, whatifs: WhatIfs): Promise<Of<typeof WhatIfGround>> {
  const { offers, placements, arbitration = DEFAULT_ARBITRATION } = app.workspace().definitions
  const figures = await whatifs.ground()
  const families = [...new Set(offers.flatMap(({ family }) => (family === undefined ? [] : [family])))]
  const half = figures.firstAt === null || figures.lastAt === null ? null : Math.round((figures.firstAt + figures.lastAt) / 2)
  return {
    ...figures,
    currency: null,
    offers: offers.map(({ id, name, family, kind, value, rate, cost, lever, tier, eligible }) => ({
      offer: id, name, family: family ?? null, kind: kind ?? 'sell', value, rate: rate ?? RATE_DEFAULT, cost: cost ?? 0, lever: lever ?? 1, tier: tier ?? 0,
      eligible: eligible ?? null,
    })),
    families: families.map((family) => ({ family, lever: arbitration.levers[family] ?? 1 })),
    placements: placements.map(({ id, name, channel, exploration }) => ({ placement: id, name, channel, exploration: exploration ?? arbitration.exploration })),
    exploration: arbitration.exploration,
    mode: arbitration.mode,
    snapshots: half === null ? [] : [{ snapshot: FIRST_HALF, at: half, examples: Math.floor(figures.decisions / 2) }],
  }
}
