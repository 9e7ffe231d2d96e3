/** Lists of values to compare with. */
import { z } from 'zod'
import type { Json } from '../../base/json.ts'
import type { SqlScope } from './operator.ts'
import { isNumberSql, isTextSql, scalar } from './scalar.ts'
import type { Scalar } from './scalar.ts'

/** A list as written, and as a set for quick look-up. */
export interface ScalarList {
  readonly items: readonly Scalar[]
  readonly set: ReadonlySet<Json | undefined>
}

/** Reads a list of 1 to 1,000 single values. */
export const scalarList = z
  .array(scalar)
  .min(1)
  .max(1_000)
  .transform((items): ScalarList => ({ items, set: new Set<Json | undefined>(items) }))

/** The expression that is 1 when the JSON text in `column` is one of the values. */
export function listSql(column: string, list: ScalarList, scope: SqlScope): string {
  const texts = list.items.filter((item) => typeof item === 'string')
  const numbers = list.items.filter((item) => typeof item === 'number')
  const parts = [...new Set(list.items.filter((item) => typeof item === 'boolean'))].map((item) => `${column} = '${item}'`)
  if (texts.length > 0) parts.push(`${isTextSql(column)} AND has(${scope.bind(texts, 'Array(String)')}, JSONExtractString(${column}))`)
  if (numbers.length > 0) parts.push(`${isNumberSql(column)} AND has(${scope.bind(numbers, 'Array(Float64)')}, JSONExtractFloat(${column}))`)
  return `(${parts.map((part) => `(${part})`).join(' OR ')})`
}
