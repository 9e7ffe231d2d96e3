/** The number lies between two others. */
import { z } from 'zod'
import { NOON } from './example.ts'
import { defineOperator } from './operator.ts'
import { isNumberSql } from './scalar.ts'

/** Both bounds are in. */
export const between = defineOperator({
  name: 'between',
  needs: 'two numbers, the lower one first, like [10, 20]',
  args: z.tuple([z.number(), z.number()]).refine(([low, high]) => low <= high),
  test: (value, [low, high]) => typeof value === 'number' && value >= low && value <= high,
  sql: (column, [low, high], scope) =>
    `(${isNumberSql(column)} AND JSONExtractFloat(${column}) >= ${scope.bind(low, 'Float64')} AND JSONExtractFloat(${column}) <= ${scope.bind(high, 'Float64')})`,
  examples: [
    { value: 10, than: [10, 20], now: NOON, expect: true },
    { value: 20, than: [10, 20], now: NOON, expect: true },
    { value: 20.01, than: [10, 20], now: NOON, expect: false },
    { value: 9, than: [10, 20], now: NOON, expect: false },
    { value: '15', than: [10, 20], now: NOON, expect: false },
    { value: undefined, than: [-1, 1], now: NOON, expect: false },
  ],
})
