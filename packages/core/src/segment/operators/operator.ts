/** What a segment operator is: how it compares a trait's value, in memory and in the warehouse, with examples that both must agree on. */
import type { z } from 'zod'
import type { Json } from '../../base/json.ts'
import type { Instant } from '../../base/time.ts'

/** Query parameters of ClickHouse: `bind(7, 'Float64')` gives `{p1:Float64}`. */
export interface SqlScope {
  bind(value: SqlValue, type: SqlType): string
  /** The moment that stands for now, in milliseconds: an Int64 expression, never the engine's clock. */
  readonly now: string
}
/** What a parameter may be. */
export type SqlValue = string | number | readonly string[] | readonly number[]
/** The parameter types in use. */
export type SqlType = 'String' | 'Float64' | 'Int64' | 'UInt64' | 'Array(String)' | 'Array(Float64)'

/** A case that must come out the same in memory and in the warehouse. `than` is the argument as written in a rule. */
export interface OperatorExample {
  readonly value: Json | undefined
  readonly than?: Json
  readonly now: Instant
  readonly expect: boolean
}

/** An operator as its file defines it. `Than` is the argument after parsing: a duration text is milliseconds, a date is a moment. */
export interface OperatorDefinition<Than> {
  readonly name: string
  /** What the argument must be, for messages: `a duration like 7d`. */
  readonly needs: string
  /** Parses the argument as written in a rule. */
  readonly args: z.ZodType<Than>
  /** Whether the value passes. A missing value is `undefined`. */
  test(value: Json | undefined, than: Than, now: Instant): boolean
  /** The earliest moment after `now` at which `test` may change by itself, NEVER if it cannot. Only for operators that look at the time. */
  readonly until?: (value: Json | undefined, than: Than, now: Instant) => Instant
  /** A ClickHouse expression that is 1 or 0. `column` is an expression with the JSON text of the value, '' when it is missing. */
  sql(column: string, than: Than, scope: SqlScope): string
  readonly examples: readonly OperatorExample[]
}

/** An operator with its argument read: what runs for every event. */
export interface PreparedOperator {
  readonly test: (value: Json | undefined, now: Instant) => boolean
  /** Absent = time alone never changes the answer. */
  readonly until?: (value: Json | undefined, now: Instant) => Instant
  readonly sql: (column: string, scope: SqlScope) => string
}

/** An operator as the registry holds it. */
export interface Operator {
  readonly name: string
  readonly needs: string
  readonly args: z.ZodType
  /** True when the answer may change by time alone. */
  readonly timed: boolean
  readonly examples: readonly OperatorExample[]
  /** Reads the argument as written in a rule; null when it is not what the operator needs. */
  prepare(than: unknown): PreparedOperator | null
}

/** Makes an operator out of its definition. */
export function defineOperator<Than>(definition: OperatorDefinition<Than>): Operator {
  const { name, needs, args, examples, test, until, sql } = definition
  return {
    name,
    needs,
    args,
    timed: until !== undefined,
    examples,
    prepare(written) {
      const read = args.safeParse(written)
      if (!read.success) return null
      const than = read.data
      return {
        test: (value, now) => test(value, than, now),
        until: until && ((value, now) => until(value, than, now)),
        sql: (column, scope) => sql(column, than, scope),
      }
    },
  }
}
