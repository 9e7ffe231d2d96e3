import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText, SOUND_NAMES, soundName } from './fixture.ts'
import { repairText, undoRepair } from './text.ts'

declare const TextDecoder: new (label: string) => { decode(bytes: Uint8Array): string }
declare const TextEncoder: new () => { encode(text: string): Uint8Array }

const misread = (text: string, table: string) => new TextDecoder(table).decode(new TextEncoder().encode(text))

describe('repairing a text', () => {
  it('done twice changes nothing more, and what was done can be undone', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const once = repairText(raw)
        expect(repairText(once.text)).toEqual({ text: once.text, repairs: [] })
        expect(undoRepair(once)).toBe(raw)
      }),
      { numRuns: 500 },
    )
  })

  it('shows every step from the raw text to the repaired one', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const { text, repairs } = repairText(raw)
        let at = raw
        for (const step of repairs) {
          expect(step.before).toBe(at)
          expect(step.after).not.toBe(at)
          at = step.after
        }
        expect(at).toBe(text)
      }),
      { numRuns: 300 },
    )
  })

  it('leaves sound names of every writing as they are, alone and side by side', () => {
    fc.assert(
      fc.property(fc.array(soundName, { minLength: 1, maxLength: 3 }), (names) => {
        const text = names.join(' ').normalize('NFC')
        expect(repairText(text)).toEqual({ text, repairs: [] })
      }),
      { numRuns: 400 },
    )
  })

  it('leaves words of accented letters, signs and short texts as they are', () => {
    for (const text of ['ÅÄÖ', 'ÄÖÜ ß', '£5 ½', '«déjà vu»', '§ 12', 'Ã', '©2024', 'naïve', 'ÉCOLE', 'Ñandú', '联通', 'เธอ', 'เนย เธอ', '鱻', '龘龘']) expect(repairText(text)).toEqual({ text, repairs: [] })
  })

  it('turns UTF-8 that was read as Windows-1252 back, whatever the writing', () => {
    const damaged = SOUND_NAMES.filter((name) => /[\u0080-\uffff]/.test(name))
    for (const name of damaged) {
      const text = name.normalize('NFC')
      const found = repairText(misread(text, 'windows-1252'))
      expect(found.text).toBe(text)
      expect(found.repairs[0]?.is).toBe('damaged_encoding')
    }
  })

  it('turns Thai that was read as TIS-620 back', () => {
    for (const name of SOUND_NAMES.filter((one) => /^[\u0e00-\u0e7f ]+$/.test(one))) expect(repairText(misread(name, 'windows-874')).text).toBe(name)
  })

  it('turns GBK, Big5 and TIS-620 that were read as Latin-1 back, when only one of them makes sense', () => {
    expect(repairText('ÍõÐ¡Ã÷').text).toBe('王小明')
    expect(repairText('¤ý¤p©ú').text).toBe('王小明')
    expect(repairText('ÊÁªÒÂ ã¨´Õ').text).toBe('สมชาย ใจดี')
  })

  it('takes out readings between characters, but no English name', () => {
    expect(repairText('王(wáng)小(xiǎo)明(míng)').text).toBe('王小明')
    expect(repairText('王wáng小xiǎo明').text).toBe('王小明')
    expect(repairText('王wang2小xiao3明ming2').text).toBe('王小明')
    expect(repairText('王（wang）小（xiao）明').text).toBe('王小明')
    for (const text of ['王小明 (Leo)', '陳小明Peter', 'Amy陳', '王小明A']) expect(repairText(text).text).toBe(text)
  })

  it('takes out what nobody sees and makes widths, am and ae one', () => {
    expect(repairText('\ufeff王\u200b小\u200d明\u00ad').text).toBe('王小明')
    expect(repairText('ｃｈｅｎ　ｍｅｉ').text).toBe('chen mei')
    expect(repairText('นํ้าใจ').text).toBe('น้ำใจ')
    expect(repairText('เเดง').text).toBe('แดง')
    expect(repairText('  a \t\n b ').text).toBe('a b')
    expect(repairText('a\u0000b').text).toBe('ab')
  })

  it('keeps the joiners of other writings and of emoji', () => {
    for (const text of ['क्‍ष', '👩‍👩‍👧']) expect(repairText(text).text).toBe(text)
  })
})
