/** How many people a rule would take, while it is being typed. */
import type { Json } from '@rapport/core/base/json'
import { compileRules, type CompiledRule } from '@rapport/core/segment/compile'
import { checkRule } from '@rapport/core/segment/check'
import { segmentsIn } from '@rapport/core/segment/depend'
import type { Rule } from '@rapport/core/segment/rule'
import type { Workspace } from '@rapport/core/engine/workspace'
import { z } from 'zod'
import type { App } from '../runtime/app.ts'
import { Preview, type Of } from './contract.ts'
import { scanPeople } from './people-scan.ts'
import { lineOf } from './people.ts'
import { conflict, unprocessable } from './problem.ts'
import { Localised, ok, type ApiContext, type ApiServer } from './route.ts'
import { planFor } from './views/names.ts'
import { ruleSentence } from './views/sentence.ts'
import { countInWarehouse } from './warehouse-count.ts'

type PreviewView = Of<typeof Preview>

/** Up to so many people are all looked at; beyond that, so many are sampled. */
const MOST_PEOPLE = 20_000
const MOST_EXAMPLES = 5
/** Half-width of a 95 % interval in standard errors. */
const Z95 = 1.96

/** POST /v1/segments/preview. */
export function previewRoutes(api: ApiServer, { app }: ApiContext): void {
  const body = z.strictObject({ rule: z.unknown() })
  api.post('/v1/segments/preview', {
    config: { scope: 'read' },
    schema: { summary: 'How many people a rule would take', tags: ['segments'], querystring: Localised, body, response: ok(Preview) },
  }, async (request) => {
    const started = performance.now()
    const workspace = app.workspace()
    const rule = ruleOr422(request.body.rule as Json, workspace)
    const sentence = ruleSentence(rule, workspace, request.query.locale)
    const partRules = 'all' in rule ? rule.all : 'any' in rule ? rule.any : []
    const compiled = compiledOnKept(workspace, [rule, ...partRules])
    const counted = compiled ? await countPeople(app, compiled) : await countHistory(app, rule, partRules)
    return { ...counted, sentence, tookMs: Math.round((performance.now() - started) * 10) / 10 }
  })
}

function ruleOr422(raw: Json, workspace: Workspace): Rule {
  const checked = checkRule(raw, 'rule')
  if (checked.is === 'bad') throw unprocessable('Rule refused', checked.problems[0]?.message ?? 'The rule is not valid.', checked.problems)
  const known = new Set(workspace.definitions.segments.map(({ id }) => id))
  const missing = segmentsIn(checked.rule).filter((id) => !known.has(id))
  if (missing.length > 0) throw unprocessable(
    'No such segment',
    `The rule refers to the segment '${missing[0]}', which is not defined.`,
    missing.map((id) => ({ path: 'rule', message: `there is no segment '${id}'` })),
  )
  return checked.rule
}

/** The rules ready to run on people's documents, or null when they need something that has not been counted so far. */
function compiledOnKept(workspace: Workspace, rules: readonly Rule[]): readonly CompiledRule[] | null {
  const kept = new Set(planFor(workspace).rules.counters.map(({ key }) => key))
  const { segments, traits, purposes } = workspace.definitions
  const set = compileRules({ segments, traits, purposes, purposesFor: planFor(workspace).laws.purposesFor, rules })
  // Counters are shared by key; a deeper one serves a shallower wish only if it is kept under the same key.
  return set.counters.every(({ key }) => kept.has(key)) ? rules.map((rule) => set.test(rule)) : null
}

/** Looks at every document up to a bound, else at a sample: ids are hashes, so the first ones are a random sample of all. */
async function countPeople(app: App, [whole, ...parts]: readonly CompiledRule[]): Promise<Omit<PreviewView, 'sentence' | 'tookMs'>> {
  const of = await app.reads.countProfiles(app.ws)
  const now = app.now()
  const examples: PreviewView['examples'] = []
  const partCounts = parts.map(() => 0)
  let count = 0
  const seen = await scanPeople(app, MOST_PEOPLE, (state) => {
    parts.forEach((part, i) => {
      if (part.holds(state, now)) partCounts[i] = (partCounts[i] ?? 0) + 1
    })
    if (!whole?.holds(state, now)) return
    count++
    if (examples.length < MOST_EXAMPLES) examples.push(lineOf(state))
  })
  if (seen >= of) return { count, plusMinus: 0, of: seen, method: 'scan', parts: partCounts, examples }
  const scale = of / Math.max(1, seen)
  return { count: Math.round(count * scale), plusMinus: Math.round(halfWidth(count, seen) * of), of, method: 'sample', parts: partCounts.map((n) => Math.round(n * scale)), examples }
}

/** Half-width of the 95 % interval of a share (Agresti-Coull), with the correction for sampling without replacement left out: it only makes it wider. */
function halfWidth(hits: number, n: number): number {
  const wider = n + Z95 ** 2
  const share = (hits + Z95 ** 2 / 2) / wider
  return Z95 * Math.sqrt((share * (1 - share)) / wider)
}

async function countHistory(app: App, rule: Rule, parts: readonly Rule[]): Promise<Omit<PreviewView, 'sentence' | 'tookMs'>> {
  const status = app.warehouse.status()
  if (status.is !== 'ready') {
    const why = 'why' in status ? `: ${status.why}` : status.is === 'starting' ? ': it is still starting' : ''
    throw conflict(
      'Analytics is not ready',
      `This rule looks at something that has not been counted so far, so only the history can answer, and analytics is not ready${why}. ` +
        `Save the segment to have it counted from now on and filled in from the log, or try again later.`,
    )
  }
  const [count = 0, ...partCounts] = await countInWarehouse(app, [rule, ...parts]).catch((error: unknown) => {
    throw conflict('Analytics did not answer', `The history could not be asked: ${error instanceof Error ? error.message : String(error)}. Try again, or save the segment to have it counted.`)
  })
  return { count, plusMinus: 0, of: await app.reads.countProfiles(app.ws), method: 'analytics', parts: partCounts, examples: [] }
}
