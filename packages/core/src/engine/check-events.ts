/** Checks the tracking plan of one event type that somebody wrote. */
import { z } from 'zod'
import { checkDefinition, eventText, momentText, nameText, shown, type Checked, type Problem } from '../content/definition.ts'
import { eventType, RESERVED } from '../event/event.ts'
import { compilePattern } from '../event/pattern.ts'
import { faultOf } from '../event/tracking.ts'
import { PII_CLASSES, stepsOf, type EventDefinition, type PropertyDefinition } from '../event/tracking-plan.ts'

/** Most planned properties of one event type. */
export const PROPERTIES_MAX = 300
/** Deepest path. */
const STEPS_MAX = 8

const words = z.union([z.string().max(2_000), z.record(z.string().max(35), z.string().max(2_000))], { error: 'is a text, or an object with a text for each language' })
const enforcement = z.enum(['allow', 'mark', 'block'], { error: "is 'allow', 'mark' or 'block'" })

const Property = z.strictObject({
  path: z.string().min(1).max(200),
  type: z.enum(['text', 'number', 'integer', 'boolean', 'moment', 'list', 'object'], { error: 'is text, number, integer, boolean, moment, list or object' }),
  required: z.boolean().optional(),
  oneOf: z.array(z.union([z.string().max(500), z.number(), z.boolean()])).min(1).max(500).optional(),
  pattern: z.string().min(1).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  pii: z.enum(PII_CLASSES, { error: `is ${PII_CLASSES.join(', ')}` }).optional(),
  description: words.optional(),
  example: z.json().optional(),
  fill: z.record(z.string().min(1).max(200), z.json()).optional(),
})

const Event = z.strictObject({
  id: eventText,
  name: nameText.optional(),
  description: words.optional(),
  owner: z.string().min(1).max(200).optional(),
  sources: z.array(z.string().min(1).max(200)).min(1).max(100).optional(),
  properties: z.array(Property).max(PROPERTIES_MAX).default([]),
  extra: enforcement.default('allow'),
  enforce: enforcement.default('mark'),
  since: momentText.optional(),
  deprecated: z.string().min(1).max(500).optional(),
}) as unknown as z.ZodType<EventDefinition>

/** The plan, or everything that is wrong with it: names that are no event types, paths that contradict each other, patterns that cannot be read, examples that break the plan. */
export function checkEventDefinition(raw: unknown): Checked<EventDefinition> {
  const checked = checkDefinition(Event, raw)
  if ('problems' in checked) return checked
  const problems = [...nameProblems(checked.value.id), ...pathProblems(checked.value.properties), ...checked.value.properties.flatMap(propertyProblems)]
  return problems.length > 0 ? { problems } : checked
}

function nameProblems(id: string): readonly Problem[] {
  if (RESERVED.has(id)) return [{ path: 'id', message: `'${id}' is written by the system itself; nobody sends it, so it needs no plan` }]
  return eventType(id) === id ? [] : [{ path: 'id', message: `is written '${eventType(id)}' everywhere, got ${shown(id)}; use that` }]
}

function pathProblems(properties: readonly PropertyDefinition[]): readonly Problem[] {
  const types = new Map<string, PropertyDefinition['type']>()
  const problems: Problem[] = []
  properties.forEach(({ path, type }, i) => {
    const steps = stepsOf(path)
    if (steps.some((step) => step === '' || (step !== '[]' && /[[\]]/.test(step))) || steps[0] === '[]') problems.push({ path: `properties.${i}.path`, message: `is a dotted path like 'total', 'shop.city' or 'items[].sku', got ${shown(path)}` })
    if (steps.length > STEPS_MAX) problems.push({ path: `properties.${i}.path`, message: `has more than ${STEPS_MAX} steps; events are kept flatter than that` })
    if (types.has(path)) problems.push({ path: `properties.${i}.path`, message: `'${path}' is there twice` })
    types.set(path, type)
  })
  properties.forEach(({ path }, i) => {
    const steps = stepsOf(path)
    for (let n = 1; n < steps.length; n++) {
      const above = types.get(written(steps.slice(0, n)))
      const wanted = steps[n] === '[]' ? 'list' : 'object'
      if (above !== undefined && above !== wanted) problems.push({ path: `properties.${i}.path`, message: `lies inside '${written(steps.slice(0, n))}', which is planned as ${above}; that must be ${wanted}` })
    }
  })
  return problems
}

function written(steps: readonly string[]): string {
  return steps.join('.').replaceAll('.[]', '[]')
}

function propertyProblems(property: PropertyDefinition, i: number): readonly Problem[] {
  const { type, oneOf, pattern, min, max, example, required, fill } = property
  const here = (field: string, message: string): Problem => ({ path: `properties.${i}.${field}`, message })
  const compiled = pattern === undefined ? null : compilePattern(pattern)
  if (compiled?.is === 'bad') return [here('pattern', compiled.why)]
  const problems: Problem[] = []
  if (pattern !== undefined && type !== 'text') problems.push(here('pattern', `is for texts; this is ${type}`))
  if ((min !== undefined || max !== undefined) && !['text', 'number', 'integer', 'list'].includes(type)) problems.push(here('min', `is for numbers, texts and lists; this is ${type}`))
  if (min !== undefined && max !== undefined && min > max) problems.push(here('max', `needs a number of at least min (${min}), got ${max}`))
  const wrong = oneOf?.find((one) => faultOf({ pattern: null, oneOf: null }, { path: '', type }, one) !== null)
  if (wrong !== undefined) problems.push(here('oneOf', `has ${shown(wrong)}, which is not ${type}`))
  const ready = { pattern: compiled?.pattern ?? null, oneOf: oneOf ? new Set(oneOf) : null }
  if (example !== undefined && example !== null && faultOf(ready, property, example) !== null) problems.push(here('example', `does not keep to the plan itself: ${shown(example)}`))
  for (const [source, value] of Object.entries(fill ?? {})) if (value === null || faultOf(ready, property, value) !== null) problems.push(here(`fill.${source}`, `does not keep to the plan itself: ${shown(value)}`))
  if (fill !== undefined && required !== true) problems.push(here('fill', 'only helps where the property is required'))
  return problems
}
