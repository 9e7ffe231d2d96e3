/** The value is false. */
import { NOON } from './example.ts'
import { defineOperator } from './operator.ts'
import { nothing } from './scalar.ts'

/** Only the truth value itself: neither the text 'false' nor a number, and a missing value is neither true nor false. */
export const isFalse = defineOperator({
  name: 'is_false',
  needs: 'no argument',
  args: nothing,
  test: (value) => value === false,
  sql: (column) => `(${column} = 'false')`,
  examples: [
    { value: false, now: NOON, expect: true },
    { value: true, now: NOON, expect: false },
    { value: 'false', now: NOON, expect: false },
    { value: 0, now: NOON, expect: false },
    { value: undefined, now: NOON, expect: false },
  ],
})
