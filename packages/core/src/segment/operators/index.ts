/** The segment operators, in the order in which an editor offers them. A new one is one file and one line here. */
import { afterDate } from './after-date.ts'
import { atLeast } from './at-least.ts'
import { atMost } from './at-most.ts'
import { beforeDate } from './before-date.ts'
import { beforeLast } from './before-last.ts'
import { between } from './between.ts'
import { contains } from './contains.ts'
import { endsWith } from './ends-with.ts'
import { equals } from './equals.ts'
import { exists } from './exists.ts'
import { greaterThan } from './greater-than.ts'
import { isFalse } from './is-false.ts'
import { isIn } from './in.ts'
import { isTrue } from './is-true.ts'
import { lessThan } from './less-than.ts'
import { missing } from './missing.ts'
import { notEquals } from './not-equals.ts'
import { notIn } from './not-in.ts'
import type { Operator } from './operator.ts'
import { startsWith } from './starts-with.ts'
import { withinLast } from './within-last.ts'

/** name → operator. */
export const operators = {
  equals,
  not_equals: notEquals,
  in: isIn,
  not_in: notIn,
  contains,
  starts_with: startsWith,
  ends_with: endsWith,
  greater_than: greaterThan,
  at_least: atLeast,
  less_than: lessThan,
  at_most: atMost,
  between,
  exists,
  missing,
  is_true: isTrue,
  is_false: isFalse,
  within_last: withinLast,
  before_last: beforeLast,
  after_date: afterDate,
  before_date: beforeDate,
} satisfies Record<string, Operator>

/** The name of an operator. */
export type OperatorName = keyof typeof operators

/** The operator of that name, or undefined. */
export function operatorNamed(name: string): Operator | undefined {
  return Object.hasOwn(operators, name) ? operators[name as OperatorName] : undefined
}
