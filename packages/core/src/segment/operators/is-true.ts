/** The value is true. */
import { NOON } from './example.ts'
import { defineOperator } from './operator.ts'
import { nothing } from './scalar.ts'

/** Only the truth value itself: neither the text 'true' nor a number, and a missing value is neither true nor false. */
export const isTrue = defineOperator({
  name: 'is_true',
  needs: 'no argument',
  args: nothing,
  test: (value) => value === true,
  sql: (column) => `(${column} = 'true')`,
  examples: [
    { value: true, now: NOON, expect: true },
    { value: false, now: NOON, expect: false },
    { value: 'true', now: NOON, expect: false },
    { value: 1, now: NOON, expect: false },
    { value: undefined, now: NOON, expect: false },
  ],
})
