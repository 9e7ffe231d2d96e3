/** There is a value. */
import { NOON } from './example.ts'
import { defineOperator } from './operator.ts'
import { isPresent, nothing } from './scalar.ts'

/** Anything but null, the empty text included. */
export const exists = defineOperator({
  name: 'exists',
  needs: 'no argument',
  args: nothing,
  test: (value) => isPresent(value),
  sql: (column) => `(${column} NOT IN ('', 'null'))`,
  examples: [
    { value: 'x', now: NOON, expect: true },
    { value: '', now: NOON, expect: true },
    { value: 0, now: NOON, expect: true },
    { value: false, now: NOON, expect: true },
    { value: [], now: NOON, expect: true },
    { value: null, now: NOON, expect: false },
    { value: undefined, now: NOON, expect: false },
  ],
})
