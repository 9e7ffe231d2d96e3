// These are about such characters.
/* oxlint-disable no-control-regex */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText, SOUND_NAMES, soundName } from './fixture.ts'
import { LONGEST_GIVEN, repairGiven } from './given.ts'
import { REPAIR_STEPS, repairBy } from './text.ts'

declare const TextDecoder: new (label: string) => { decode(bytes: Uint8Array): string }
declare const TextEncoder: new () => { encode(text: string): Uint8Array }

const misread = (text: string, table: string) => new TextDecoder(table).decode(new TextEncoder().encode(text))
const FIELDS = ['name', 'note', 'email', 'address street', 'loyalty tier', '姓名', 'ที่อยู่']
const field = fc.constantFrom(...FIELDS)
const CERTAIN = REPAIR_STEPS.filter(([is]) => ['damaged_encoding', 'invisible', 'thai_order', 'inserted_pinyin'].includes(is))

describe('repairing what is told about a person', () => {
  it('leaves names of all four writings as they are, alone and side by side, whatever the field', () => {
    fc.assert(
      fc.property(field, fc.array(soundName, { minLength: 1, maxLength: 3 }), (name, names) => {
        expect(repairGiven(name, names.join(' '))).toBeNull()
      }),
      { numRuns: 400 },
    )
  })

  it('the quick look passes nothing that a step would repair', () => {
    const pieces = fc.array(fc.oneof(anyText, soundName.map((name) => misread(name, 'windows-1252')), soundName.map((name) => misread(name, 'gbk'))), { maxLength: 3 })
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('').slice(0, LONGEST_GIVEN)
        fc.pre(!/[\0-\x1f\x7f\ufffe\uffff\u0590-\u08ff\u0900-\u0dff\u1000-\u11ff\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefc]/.test(text))
        const thorough = repairBy(text, CERTAIN).text
        expect(repairGiven('note', text)?.text ?? text).toBe(thorough.trim() === '' ? text : thorough)
      }),
      { numRuns: 500 },
    )
  })

  it('done twice changes nothing more', () => {
    fc.assert(
      fc.property(field, anyText, (name, raw) => {
        const once = repairGiven(name, raw)
        if (once) expect(repairGiven(name, once.text)).toBeNull()
      }),
      { numRuns: 500 },
    )
  })

  it('names that were read in a wrong encoding come back, and say so', () => {
    for (const name of SOUND_NAMES.filter((one) => /[\u0080-\uffff]/.test(one))) {
      expect(repairGiven('name', misread(name, 'windows-1252'))).toEqual({ text: name, is: ['damaged_encoding'] })
    }
    expect(repairGiven('name', misread('欧阳娜娜', 'gbk'))).toEqual({ text: '欧阳娜娜', is: ['damaged_encoding'] })
    expect(repairGiven('name', misread('สมชาย ใจดี', 'windows-874'))).toEqual({ text: 'สมชาย ใจดี', is: ['damaged_encoding'] })
    expect(repairGiven('name', '¤ý¤p©ú')?.text).toBe('王小明')
    expect(repairGiven('name', 'ÍõÐ¡Ã÷')?.text).toBe('王小明')
  })

  it('damage that is not certain stays as it is, to the last character', () => {
    for (const text of [misread('王小明', 'gbk'), misread('諸葛亮', 'big5'), misread('關曉彤彤', 'windows-874')]) expect(repairGiven('name', text)).toBeNull()
  })

  it.each([
    ['name', '王(wáng)小(xiǎo)明', '王小明', ['inserted_pinyin']],
    ['name', '王\u200b小\u200d明', '王小明', ['invisible']],
    ['name', 'Ann\u0007 Lee', 'Ann Lee', ['control']],
    ['name', 'ＡＮＮ　ＬＥＥ', 'ANN LEE', ['full_width']],
    ['name', 'เเดง', 'แดง', ['thai_order']],
    ['address', '台北市１２３號，５樓', '台北市123號，5樓', ['full_width']],
    ['email', 'ａｎｎ＠ｘ．ｅｘａｍｐｌｅ', 'ann@x.example', ['full_width']],
    ['phone', '＋８８６－９１２', '+886-912', ['full_width']],
    ['note', '\ufeff王(wáng)小(xiǎo)明', '王小明', ['invisible', 'inserted_pinyin']],
  ])('%s: %j becomes %j', (name, raw, text, is) => expect(repairGiven(name, raw)).toEqual({ text, is }))

  it('sentences, other writings, spaces and what would be empty stay as they came', () => {
    for (const text of ['你好，世界！（真的？）', 'ＶＩＰ會員：很滿意！', ' two  spaces ', 'می\u200cخواهم', 'क्\u200dष', '👩\u200d👩\u200d👧', '\u200b', '\u3164', '王小明 (Leo)', 'e\u0301', 'x\u200b'.repeat(251)]) {
      expect(repairGiven('note', text)).toBeNull()
    }
  })
})
