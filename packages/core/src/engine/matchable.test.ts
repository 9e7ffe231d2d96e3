import { expect, test } from 'vitest'
import type { EventId, SourceId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import type { GivenTraits } from '../profile/types.ts'
import { isMatchChange, personRows, ROWS_PER_PERSON } from './matchable.ts'

const fact = (value: string, source = 'crm') => ({ value, at: 1 as Instant, from: 'e' as EventId, source: source as SourceId })
const person = (traits: GivenTraits, ids: readonly string[] = []) => ({ traits, identity: { ids, edges: [] } })

test('a person is read once as a whole, and once for every source that says something else', () => {
  const rows = personRows(person({ name: [fact('陳怡君'), fact('Yi-Chun Chen', 'web')], firstName: [], birthday: [fact('1990-01-02', 'web')], city: [fact('Taipei')] }, ['email:a@x.tw', 'email:b@x.tw', 'userId:u']))
  expect(rows).toEqual([
    { name: '陳怡君', birth: '1990-01-02', city: 'Taipei', email: 'a@x.tw' },
    { name: 'Yi-Chun Chen', birth: '1990-01-02', city: 'Taipei', email: 'a@x.tw' },
    { name: '陳怡君', birth: '1990-01-02', city: 'Taipei', email: 'b@x.tw' },
  ])
  expect(personRows(person({ tier: [fact('gold')] }, ['userId:u', 'anonymousId:d']))).toEqual([])
})

test('a source that leaves the birth date open does not hide that the person has one', () => {
  const rows = personRows(person({ name: [fact('陳家豪'), fact('CHEN CHIA-HAO', 'till')], birthday: [fact('1990-01-02')], phone: [fact('0912000111', 'till')] }))
  expect(rows.every((row) => row.birth === '1990-01-02')).toBe(true)
})

test('however many addresses somebody has, the rows are few', () => {
  expect(personRows(person({ name: [fact('Ann')] }, Array.from({ length: 50 }, (_, i) => `email:a${i}@x.tw`)))).toHaveLength(ROWS_PER_PERSON)
})

test('only what matching reads is a change worth looking at', () => {
  const before = person({ name: [fact('Ann')], tier: [fact('gold')] }, ['userId:u'])
  expect(isMatchChange(before, person({ name: [{ ...fact('Ann'), at: 2 as Instant }], tier: [fact('none')] }, ['anonymousId:d', 'userId:u']))).toBe(false)
  expect(isMatchChange(before, person({ name: [fact('Anne')], tier: [fact('gold')] }, ['userId:u']))).toBe(true)
  expect(isMatchChange(before, person({ ...before.traits }, ['phone:+886912345678', 'userId:u']))).toBe(true)
  expect(isMatchChange(before, person({ tier: [fact('gold')] }, ['userId:u']))).toBe(true)
  expect(isMatchChange(null, person({ tier: [fact('gold')] }, ['userId:u']))).toBe(false)
})
