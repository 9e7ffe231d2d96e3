/** The value is none of a list. */
import { NOON } from './example.ts'
import { defineOperator } from './operator.ts'
import { listSql, scalarList } from './list.ts'

/** The exact opposite of `in`: a missing value passes. */
export const notIn = defineOperator({
  name: 'not_in',
  needs: 'a list of 1 to 1,000 texts or numbers',
  args: scalarList,
  test: (value, than) => !than.set.has(value),
  sql: (column, than, scope) => `NOT ${listSql(column, than, scope)}`,
  examples: [
    { value: 'gold', than: ['gold', 'platinum'], now: NOON, expect: false },
    { value: 'silver', than: ['gold', 'platinum'], now: NOON, expect: true },
    { value: '3', than: [3], now: NOON, expect: true },
    { value: undefined, than: ['gold'], now: NOON, expect: true },
  ],
})
