/** Conditions over one event's properties: the `where` of rules, traits and journeys. */
import type { Rule, TraitRule } from './rule.ts'
import type { WhereTest } from '../trait/counter.ts'
import { pathReader } from '../trait/path.ts'
import type { PreparedOperator } from './operators/operator.ts'
import { operatorNamed } from './operators/index.ts'
import type { Instant } from '../base/time.ts'

/**
 * The test for a `where`. Only trait rules (dotted paths into the properties), all, any and not have a meaning here, and only operators
 * that do not look at the time; `checkRule` says so to the user, this throws.
 */
export function compileWhere(rule: Rule): WhereTest {
  if ('all' in rule) {
    const parts = rule.all.map(compileWhere)
    return (properties) => parts.every((part) => part(properties))
  }
  if ('any' in rule) {
    const parts = rule.any.map(compileWhere)
    return (properties) => parts.some((part) => part(properties))
  }
  if ('not' in rule) {
    const part = compileWhere(rule.not)
    return (properties) => !part(properties)
  }
  if (!('trait' in rule)) throw new Error(`a 'where' looks at the event's properties only, got ${JSON.stringify(rule)}`)
  const operator = prepareOperator(rule)
  if (operator.until) throw new Error(`operator '${rule.is}' depends on the time and cannot stand in a 'where'`)
  const read = pathReader(rule.trait)
  return (properties) => operator.test(read(properties), TIMELESS)
}

/** The operator of a trait rule with its argument read. Throws on what `checkRule` refuses. */
export function prepareOperator(rule: TraitRule): PreparedOperator {
  const operator = operatorNamed(rule.is)
  if (!operator) throw new Error(`operator '${rule.is}' does not exist`)
  const prepared = operator.prepare(rule.than)
  if (!prepared) throw new Error(`operator '${rule.is}' needs ${operator.needs}, got ${JSON.stringify(rule.than)}`)
  return prepared
}

/** Operators in a `where` do not look at the time; the argument still has to be there. */
const TIMELESS = 0 as Instant
