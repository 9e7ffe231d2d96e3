/** The text ends with a piece of text. */
import { NOON } from './example.ts'
import { folded, foldedSql, searchText } from './folded.ts'
import { defineOperator } from './operator.ts'
import { isTextSql } from './scalar.ts'

/** Width and case of letters do not matter. */
export const endsWith = defineOperator({
  name: 'ends_with',
  needs: 'a text of 1 to 1,000 characters',
  args: searchText,
  test: (value, than) => typeof value === 'string' && folded(value).endsWith(than),
  sql: (column, than, scope) => `(${isTextSql(column)} AND endsWith(${foldedSql(`JSONExtractString(${column})`)}, ${scope.bind(than, 'String')}))`,
  examples: [
    { value: 'ann@Example.TW', than: '@example.tw', now: NOON, expect: true },
    { value: '台北市', than: '市', now: NOON, expect: true },
    { value: 'ann@example.tw.example', than: '@example.tw', now: NOON, expect: false },
    { value: 7, than: '7', now: NOON, expect: false },
    { value: undefined, than: 'x', now: NOON, expect: false },
  ],
})
