/** The moment is before a fixed one. */
import { NOON } from './example.ts'
import { momentOf, momentSql, momentText } from './moment.ts'
import { defineOperator } from './operator.ts'

/** The fixed moment itself is out. A date alone means its midnight in UTC. */
export const beforeDate = defineOperator({
  name: 'before_date',
  needs: 'a date like 2026-01-31 or a moment like 2026-01-31T09:00:00+08:00',
  args: momentText,
  test: (value, than) => {
    const at = momentOf(value)
    return at !== null && at < than
  },
  sql: (column, than, scope) => `ifNull(${momentSql(column)} < ${scope.bind(than, 'Int64')}, 0)`,
  examples: [
    { value: '2025-12-31', than: '2026-01-01', now: NOON, expect: true },
    { value: '2026-01-01', than: '2026-01-01', now: NOON, expect: false },
    { value: '2026-01-01T00:00:00+08:00', than: '2026-01-01', now: NOON, expect: true },
    { value: NOON, than: '2026-01-01', now: NOON, expect: false },
    { value: 'soon', than: '2026-01-01', now: NOON, expect: false },
    { value: undefined, than: '2026-01-01', now: NOON, expect: false },
  ],
})
