/** A plan that what was seen keeps to, for people to correct: nobody writes forty properties by hand. */
import type { Json } from '@rapport/core/base/json'
import { checkEventDefinition } from '@rapport/core/engine/check-events'
import { faultOf } from '@rapport/core/event/tracking'
import { stepsOf, type EventDefinition, type PropertyDefinition, type PropertyType } from '@rapport/core/event/tracking-plan'
import { mainType, piiOf } from './catalogue.ts'
import { shownExamples } from './examples.ts'
import type { SeenProperty, SeenType } from './seen.ts'

/** A plan, and what people should look at before they save it. */
export interface Proposal {
  readonly plan: EventDefinition
  readonly examined: number
  readonly notes: string[]
}

/** Events needed before a property is called required, or its values are called all there are. */
const ENOUGH = 30
const VALUES_MAX = 10
const MONEY = /(^|[._])(total|price|amount|value|revenue|cost|tax|discount|fee|subtotal|balance)([._]|$)/i
const TYPES: { readonly [seen: string]: PropertyType } = { text: 'text', number: 'number', integer: 'integer', boolean: 'boolean', moment: 'moment', list: 'list', object: 'object' }

/** Proposes a plan. It marks and never blocks, so that saving it changes nothing but what is known. What `known` says by hand stays. */
export function proposePlan(seen: SeenType, known: EventDefinition | null): Proposal {
  const notes: string[] = []
  if (seen.examined < ENOUGH) notes.push(`Only ${seen.examined} events were looked into, so nothing is called required and no list of values is proposed yet. Ask again after ${ENOUGH}.`)
  const before = new Map(known?.properties.map((property) => [property.path, property]))
  const properties = [...seen.properties].flatMap(([path, one]): PropertyDefinition[] => {
    const kept = before.get(path)
    if (kept) return [kept]
    const main = TYPES[mainType(one)]
    // Amounts are whole numbers until the first one is not.
    const type = main === 'integer' && MONEY.test(path) ? 'number' : main
    if (type === undefined) {
      notes.push(`\`${path}\` comes as ${Object.keys(one.types).join(' and ')}; decide for one and add it by hand.`)
      return []
    }
    return [propertyFor(path, type, one, seen, notes)]
  })
  const unseen = [...before.values()].filter(({ path }) => !seen.properties.has(path))
  for (const { path } of unseen) notes.push(`\`${path}\` is planned but was never seen.`)
  const whole: EventDefinition = { ...(known ?? { id: seen.type, extra: 'mark', enforce: 'mark' }), properties: consistent([...properties, ...unseen]) }
  const checked = checkEventDefinition(whole)
  if ('value' in checked) return { plan: checked.value, examined: seen.examined, notes }
  // Senders may use names that no plan can hold (`a[0]`, empty steps): these are left out and said.
  const wrong = new Set(checked.problems.map(({ path }) => Number(/^properties\.(\d+)/.exec(path)?.[1] ?? -1)))
  for (const place of wrong) if (place >= 0) notes.push(`\`${whole.properties[place]?.path ?? ''}\` cannot be planned under this name.`)
  return { plan: { ...whole, properties: whole.properties.filter((_, i) => !wrong.has(i)) }, examined: seen.examined, notes }
}

function propertyFor(path: string, type: PropertyType, one: SeenProperty, seen: SeenType, notes: string[]): PropertyDefinition {
  const { pii, piiBecause } = piiOf(path, one, undefined)
  // Inside lists presence says little: an empty list has no items that could carry it.
  const always = seen.examined >= ENOUGH && one.n >= seen.examined && !path.includes('[]') && !path.includes('.')
  const [example] = pii === 'none' ? shownExamples(path, one, false) : []
  if (piiBecause !== null) notes.push(`\`${path}\` looks like ${piiBecause.kind} (by its ${piiBecause.by === 'both' ? 'name and values' : piiBecause.by}), so it is tagged ${pii}.`)
  const values = pii === 'none' ? valuesOf(type, one) : null
  return {
    path,
    type,
    ...(always && { required: true }),
    ...(values !== null && { oneOf: values }),
    ...(pii !== 'none' && { pii }),
    ...(example !== undefined && fits(type, example) && (values === null || values.includes(example as string)) && { example }),
  }
}

function fits(type: PropertyType, example: Json): boolean {
  return faultOf({ pattern: null, oneOf: null }, { path: '', type }, example) === null
}

/** All values there are, when they are few, each is shared by several people and nothing else came. */
function valuesOf(type: PropertyType, one: SeenProperty): readonly string[] | null {
  if (type !== 'text' || one.others > 0 || one.values < ENOUGH) return null
  const values = [...one.examples.values()]
  if (values.length < 2 || values.length > VALUES_MAX || values.some(({ value, n }) => typeof value !== 'string' || n < 3)) return null
  const shared = shownExamples('', one, false)
  if (shared.length < Math.min(5, values.length)) return null
  return values.map(({ value }) => value as string).sort()
}

/** Without properties that lie inside what is planned as something that has no inside. */
function consistent(properties: readonly PropertyDefinition[]): readonly PropertyDefinition[] {
  const types = new Map(properties.map(({ path, type }) => [path, type]))
  return properties.filter(({ path }) => {
    const steps = stepsOf(path)
    return steps.slice(1).every((step, i) => {
      const above = types.get(steps.slice(0, i + 1).join('.').replaceAll('.[]', '[]'))
      return above === undefined || above === (step === '[]' ? 'list' : 'object')
    })
  })
}
