/** The text contains a piece of text, or the list contains a text. */
import { NOON } from './example.ts'
import { folded, foldedSql, searchText } from './folded.ts'
import { defineOperator } from './operator.ts'
import { isTextSql } from './scalar.ts'

/** Width and case of letters do not matter. In a list, one member must be the whole text. */
export const contains = defineOperator({
  name: 'contains',
  needs: 'a text of 1 to 1,000 characters',
  args: searchText,
  test: (value, than) => {
    if (typeof value === 'string') return folded(value).includes(than)
    return Array.isArray(value) && value.some((member) => typeof member === 'string' && folded(member) === than)
  },
  sql: (column, than, scope) => {
    const wanted = scope.bind(than, 'String')
    const inText = `${isTextSql(column)} AND position(${foldedSql(`JSONExtractString(${column})`)}, ${wanted}) > 0`
    const inList = `arrayExists(member -> ${isTextSql('member')} AND ${foldedSql(`JSONExtractString(member)`)} = ${wanted}, JSONExtractArrayRaw(${column}))`
    return `((${inText}) OR ${inList})`
  },
  examples: [
    { value: 'Winter Sale 2026', than: 'sale', now: NOON, expect: true },
    { value: 'ＳＡＬＥ', than: 'sale', now: NOON, expect: true },
    { value: '台北市信義區', than: '信義', now: NOON, expect: true },
    { value: 'กรุงเทพมหานคร', than: 'กรุงเทพ', now: NOON, expect: true },
    { value: 'Winter', than: 'sale', now: NOON, expect: false },
    { value: ['Shoes', 'hats'], than: 'shoes', now: NOON, expect: true },
    { value: ['running shoes'], than: 'shoes', now: NOON, expect: false },
    { value: [1, null, { a: 'shoes' }], than: 'shoes', now: NOON, expect: false },
    { value: 12, than: '1', now: NOON, expect: false },
    { value: undefined, than: 'a', now: NOON, expect: false },
  ],
})
