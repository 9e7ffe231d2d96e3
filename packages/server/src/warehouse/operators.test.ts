import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '@rapport/core/base/json'
import { operators } from '@rapport/core/segment/operators/index'
import type { SqlScope } from '@rapport/core/segment/operators/operator'
import { afterAll, describe, expect, test } from 'vitest'
import { createEmbeddedWarehouse } from './child.ts'

const path = mkdtempSync(join(tmpdir(), 'rapport-operators-'))
const warehouse = createEmbeddedWarehouse({ path })
afterAll(async () => {
  await warehouse.close()
  rmSync(path, { recursive: true, force: true })
})
const absent = await warehouse.query('select 1', {}).then(
  () => null,
  (error: Error) => error.message,
)

/** The examples of one operator as one query: a column each. */
function question(name: keyof typeof operators) {
  const params: { [name: string]: Json } = {}
  const bind: SqlScope['bind'] = (value, type) => {
    const key = `p${Object.keys(params).length + 1}`
    params[key] = value
    return `{${key}:${type}}`
  }
  const columns = operators[name].examples.map(({ value, than, now }, i) => {
    const prepared = operators[name].prepare(than)
    if (prepared === null) throw new Error(`${name}: the argument ${JSON.stringify(than)} of an example cannot be read`)
    const column = bind(value === undefined ? '' : JSON.stringify(value), 'String')
    return `${prepared.sql(column, { bind, now: bind(now, 'Int64') })} as c${i}`
  })
  return { sql: `select ${columns.join(', ')}`, params }
}

if (absent === null) {
  describe('the warehouse judges every example of an operator as memory does', () => {
    test.each(Object.keys(operators) as (keyof typeof operators)[])('%s', async (name) => {
      const { sql, params } = question(name)
      const [row] = await warehouse.query(sql, params)
      const judged = operators[name].examples.map((example, i) => ({ ...example, expect: row?.[`c${i}`] === 1 }))
      expect(judged).toEqual(operators[name].examples)
    })
  })
} else {
  test.skip(`operators in the warehouse: ${absent}`, () => {})
}
