/** Single values as operators compare them: exactly, and by type. */
import { z } from 'zod'
import type { Json } from '../../base/json.ts'
import type { SqlScope } from './operator.ts'

/** A text, number or truth value. */
export type Scalar = string | number | boolean

/** Reads a Scalar; texts up to 1,000 characters. */
export const scalar = z.union([z.string().max(1_000), z.number(), z.boolean()])

/** An argument that must be left out. */
export const nothing = z.undefined()

/** The expression that is 1 when the JSON text in `column` is this very value, of this very type. */
export function scalarSql(column: string, value: Scalar, scope: SqlScope): string {
  if (typeof value === 'boolean') return `(${column} = '${value}')`
  if (typeof value === 'number') return `(${isNumberSql(column)} AND JSONExtractFloat(${column}) = ${scope.bind(value, 'Float64')})`
  return `(${isTextSql(column)} AND JSONExtractString(${column}) = ${scope.bind(value, 'String')})`
}

/** The expression that is 1 when the JSON text in `column` is a number. */
export function isNumberSql(column: string): string {
  return `JSONType(${column}) IN ('Int64', 'UInt64', 'Double')`
}

/** The expression that is 1 when the JSON text in `column` is a text. */
export function isTextSql(column: string): string {
  return `JSONType(${column}) = 'String'`
}

/** True when there is a value: `null` is none. */
export function isPresent(value: Json | undefined): boolean {
  return value !== undefined && value !== null
}
