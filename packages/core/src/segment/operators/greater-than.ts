/** The number is greater than another. */
import { z } from 'zod'
import { NOON } from './example.ts'
import { defineOperator } from './operator.ts'
import { isNumberSql } from './scalar.ts'

/** Only numbers compare: the text '12' passes no test of numbers. */
export const greaterThan = defineOperator({
  name: 'greater_than',
  needs: 'a number',
  args: z.number(),
  test: (value, than) => typeof value === 'number' && value > than,
  sql: (column, than, scope) => `(${isNumberSql(column)} AND JSONExtractFloat(${column}) > ${scope.bind(than, 'Float64')})`,
  examples: [
    { value: 11, than: 10, now: NOON, expect: true },
    { value: 10, than: 10, now: NOON, expect: false },
    { value: 9.5, than: 10, now: NOON, expect: false },
    { value: -3, than: -2.5, now: NOON, expect: false },
    { value: '10', than: 10, now: NOON, expect: false },
    { value: true, than: 1, now: NOON, expect: false },
    { value: undefined, than: 0, now: NOON, expect: false },
    { value: null, than: 0, now: NOON, expect: false },
  ],
})
