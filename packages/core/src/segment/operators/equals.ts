/** The value is this very text, number or truth value. */
import { NOON } from './example.ts'
import { defineOperator } from './operator.ts'
import { scalar, scalarSql } from './scalar.ts'

/** Exact: capital letters count, and the number 1 is not the text '1'. A missing value equals nothing. */
export const equals = defineOperator({
  name: 'equals',
  needs: 'a text, a number, true or false',
  args: scalar,
  test: (value, than) => value === than,
  sql: scalarSql,
  examples: [
    { value: 'Taipei', than: 'Taipei', now: NOON, expect: true },
    { value: 'taipei', than: 'Taipei', now: NOON, expect: false },
    { value: '台北 "101"', than: '台北 "101"', now: NOON, expect: true },
    { value: 1, than: 1, now: NOON, expect: true },
    { value: 1.5, than: 1.5, now: NOON, expect: true },
    { value: '1', than: 1, now: NOON, expect: false },
    { value: 1, than: '1', now: NOON, expect: false },
    { value: true, than: true, now: NOON, expect: true },
    { value: 'true', than: true, now: NOON, expect: false },
    { value: ['Taipei'], than: 'Taipei', now: NOON, expect: false },
    { value: null, than: '', now: NOON, expect: false },
    { value: undefined, than: 'Taipei', now: NOON, expect: false },
    { value: undefined, than: 0, now: NOON, expect: false },
  ],
})
