/** There is no value. */
import { NOON } from './example.ts'
import { defineOperator } from './operator.ts'
import { isPresent, nothing } from './scalar.ts'

/** The exact opposite of `exists`. */
export const missing = defineOperator({
  name: 'missing',
  needs: 'no argument',
  args: nothing,
  test: (value) => !isPresent(value),
  sql: (column) => `(${column} IN ('', 'null'))`,
  examples: [
    { value: undefined, now: NOON, expect: true },
    { value: null, now: NOON, expect: true },
    { value: '', now: NOON, expect: false },
    { value: 0, now: NOON, expect: false },
  ],
})
