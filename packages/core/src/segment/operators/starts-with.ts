/** The text begins with a piece of text. */
import { NOON } from './example.ts'
import { folded, foldedSql, searchText } from './folded.ts'
import { defineOperator } from './operator.ts'
import { isTextSql } from './scalar.ts'

/** Width and case of letters do not matter. */
export const startsWith = defineOperator({
  name: 'starts_with',
  needs: 'a text of 1 to 1,000 characters',
  args: searchText,
  test: (value, than) => typeof value === 'string' && folded(value).startsWith(than),
  sql: (column, than, scope) => `(${isTextSql(column)} AND startsWith(${foldedSql(`JSONExtractString(${column})`)}, ${scope.bind(than, 'String')}))`,
  examples: [
    { value: '+886 912', than: '+886', now: NOON, expect: true },
    { value: 'VIP-7', than: 'vip', now: NOON, expect: true },
    { value: '台北市', than: '台北', now: NOON, expect: true },
    { value: 'a vip', than: 'vip', now: NOON, expect: false },
    { value: ['vip'], than: 'vip', now: NOON, expect: false },
    { value: undefined, than: 'vip', now: NOON, expect: false },
  ],
})
