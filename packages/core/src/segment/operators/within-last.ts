/** The moment lies within the last … until now. */
import { DAY, HOUR, NEVER, plus } from '../../base/time.ts'
import { NOON, fromNoon } from './example.ts'
import { durationText, momentOf, momentSql } from './moment.ts'
import { defineOperator } from './operator.ts'

/** Exactly one length ago is out, and the future is not recent. */
export const withinLast = defineOperator({
  name: 'within_last',
  needs: 'a duration like 7d',
  args: durationText,
  test: (value, than, now) => {
    const at = momentOf(value)
    return at !== null && at <= now && now - at < than
  },
  until: (value, than, now) => {
    const at = momentOf(value)
    if (at === null || now - at >= than) return NEVER
    return at > now ? at : plus(at, than)
  },
  sql: (column, than, scope) => {
    const at = momentSql(column)
    return `ifNull(${at} <= ${scope.now} AND ${scope.now} - ${at} < ${scope.bind(than, 'Int64')}, 0)`
  },
  examples: [
    { value: NOON - 2 * DAY, than: '3d', now: NOON, expect: true },
    { value: NOON - 3 * DAY, than: '3d', now: NOON, expect: false },
    { value: NOON - 3 * DAY + 1, than: '3d', now: NOON, expect: true },
    { value: NOON, than: '3d', now: NOON, expect: true },
    { value: NOON + 1, than: '3d', now: NOON, expect: false },
    { value: '2026-01-15T11:00:00Z', than: '2h', now: NOON, expect: true },
    { value: '2026-01-15T19:30:00.500+08:00', than: '1h', now: NOON, expect: true },
    { value: '2026-01-15 10:00', than: '1h', now: NOON, expect: false },
    { value: '2026-01-13', than: '3d', now: NOON, expect: true },
    { value: '2026-01-12', than: '3d', now: fromNoon(-HOUR), expect: false },
    { value: 'yesterday', than: '3d', now: NOON, expect: false },
    { value: '2026-02-30', than: '2w', now: NOON, expect: false },
    { value: undefined, than: '3d', now: NOON, expect: false },
  ],
})
