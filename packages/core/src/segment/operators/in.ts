/** The value is one of a list. */
import { NOON } from './example.ts'
import { defineOperator } from './operator.ts'
import { listSql, scalarList } from './list.ts'

/** `equals` with at least one of up to 1,000 values. */
export const isIn = defineOperator({
  name: 'in',
  needs: 'a list of 1 to 1,000 texts or numbers',
  args: scalarList,
  test: (value, than) => than.set.has(value),
  sql: listSql,
  examples: [
    { value: 'gold', than: ['gold', 'platinum'], now: NOON, expect: true },
    { value: 'Gold', than: ['gold', 'platinum'], now: NOON, expect: false },
    { value: 3, than: ['a', 3], now: NOON, expect: true },
    { value: '3', than: ['a', 3], now: NOON, expect: false },
    { value: true, than: [true, 'x'], now: NOON, expect: true },
    { value: undefined, than: ['gold', 0, false], now: NOON, expect: false },
    { value: null, than: ['gold', 0, false, ''], now: NOON, expect: false },
  ],
})
