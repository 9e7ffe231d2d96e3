/** The value is anything but this. */
import { NOON } from './example.ts'
import { defineOperator } from './operator.ts'
import { scalar, scalarSql } from './scalar.ts'

/** The exact opposite of `equals`: a missing value passes. Add `exists` where that is not wanted. */
export const notEquals = defineOperator({
  name: 'not_equals',
  needs: 'a text, a number, true or false',
  args: scalar,
  test: (value, than) => value !== than,
  sql: (column, than, scope) => `NOT ${scalarSql(column, than, scope)}`,
  examples: [
    { value: 'Taipei', than: 'Taipei', now: NOON, expect: false },
    { value: 'Bangkok', than: 'Taipei', now: NOON, expect: true },
    { value: '1', than: 1, now: NOON, expect: true },
    { value: false, than: false, now: NOON, expect: false },
    { value: null, than: 'Taipei', now: NOON, expect: true },
    { value: undefined, than: 'Taipei', now: NOON, expect: true },
  ],
})
