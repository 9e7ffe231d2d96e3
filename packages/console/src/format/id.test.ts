/** Ids that can stand in an address, whatever the name. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { idOf } from './id.ts'

test('every name gets an id of plain letters, the same each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
      fc.pre(name.normalize('NFKD').trim() !== '')
      expect(idOf(name)).toMatch(/^[a-z0-9-]{1,60}$/)
      expect(idOf(name)).toBe(idOf(name))
    }),
  )
})

test('names in Han and Thai get different ids', () => {
  expect(idOf('Café au lait')).toBe('cafe-au-lait')
  expect(idOf('回購顧客')).not.toBe(idOf('流失顧客'))
  expect(idOf('ลูกค้าประจำ')).toMatch(/^s-/)
  expect(idOf('  ')).toBe('')
})
