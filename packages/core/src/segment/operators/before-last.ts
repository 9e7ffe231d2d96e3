/** The moment is at least so long ago. */
import { DAY, NEVER, plus } from '../../base/time.ts'
import { NOON } from './example.ts'
import { durationText, momentOf, momentSql } from './moment.ts'
import { defineOperator } from './operator.ts'

/** Exactly one length ago is in, so a past moment is either `within_last` or `before_last`. A missing moment is neither. */
export const beforeLast = defineOperator({
  name: 'before_last',
  needs: 'a duration like 7d',
  args: durationText,
  test: (value, than, now) => {
    const at = momentOf(value)
    return at !== null && now - at >= than
  },
  until: (value, than, now) => {
    const at = momentOf(value)
    return at === null || now - at >= than ? NEVER : plus(at, than)
  },
  sql: (column, than, scope) => `ifNull(${scope.now} - ${momentSql(column)} >= ${scope.bind(than, 'Int64')}, 0)`,
  examples: [
    { value: NOON - 4 * DAY, than: '3d', now: NOON, expect: true },
    { value: NOON - 3 * DAY, than: '3d', now: NOON, expect: true },
    { value: NOON - 3 * DAY + 1, than: '3d', now: NOON, expect: false },
    { value: NOON + DAY, than: '3d', now: NOON, expect: false },
    { value: '2025-12-01', than: '30d', now: NOON, expect: true },
    { value: 'long ago', than: '30d', now: NOON, expect: false },
    { value: undefined, than: '30d', now: NOON, expect: false },
  ],
})
