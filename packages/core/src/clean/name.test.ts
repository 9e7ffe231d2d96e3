import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareNames, NAME_LEVELS, nameLevel } from './compare-name.ts'
import { anyText, soundName } from './fixture.ts'
import { nameOf, nameOfParts } from './name.ts'

const parts = (text: string) => {
  const reading = nameOf(text).readings[0]
  return [reading?.family?.text ?? '', reading?.given?.text ?? '']
}

describe('reading a name', () => {
  it('never fails, and every reading has a part and a chance', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const forms = nameOf(text)
        const nobody = forms.is === 'empty' || forms.is === 'placeholder'
        expect(forms.readings.length === 0).toBe(nobody)
        for (const reading of forms.readings) {
          expect(reading.family !== null || reading.given !== null).toBe(true)
          expect(reading.chance).toBeGreaterThan(0)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('finds family and given name', () => {
    for (const [text, family, given] of [
      ['王小明', '王', '小明'], ['歐陽娜娜', '欧阳', '娜娜'], ['孟 怡伶', '孟', '怡伶'], ['怡伶 孟', '孟', '怡伶'], ['司馬光', '司马', '光'], ['王 小 明', '王', '小明'],
      ['สมชาย ใจดี', 'ใจดี', 'สมชาย'], ['นางสาวสมหญิง ใจดี', 'ใจดี', 'สมหญิง'], ['น.ส. มาลี ดี', 'ดี', 'มาลี'],
      ['John Smith', 'smith', 'john'], ['Smith, John', 'smith', 'john'], ['CHAN Tai Man', 'chan', 'taiman'], ['Tai Man CHAN', 'chan', 'taiman'], ['Ludwig van Beethoven', 'vanbeethoven', 'ludwig'], ['Dr. Mary Smith PhD', 'smith', 'mary'], ['Amy 陳', '陈', 'amy'], ['陳小明 Peter', '陈', '小明'],
    ] as const) {
      expect(parts(text), text).toEqual([family, given])
    }
  })

  it('finds only a family name behind a title, and says what the title says', () => {
    for (const [text, family, sex] of [['王先生', '王', 'm'], ['歐陽太太', '欧阳', 'f'], ['Mr. Larson', 'larson', 'm'], ['Ms Chen', 'chen', 'f'], ['陳太', '陈', 'f']] as const) {
      expect(parts(text), text).toEqual([family, ''])
      expect(nameOf(text)).toMatchObject({ is: 'family', sex })
    }
    expect(parts('คุณสมชาย')).toEqual(['', 'สมชาย'])
    expect(nameOf('คุณเจียมบุญ').text).toBe('เจียมบุญ')
  })

  it('knows fillers in four languages', () => {
    for (const text of ['test', 'N/A', 'Unknown', '匿名', '測試', '测试用户', '未提供', 'ไม่ระบุ', 'ลูกค้าทั่วไป', 'asdf', 'xxx', '---', 'Guest User', 'test123', '微信用户']) expect(nameOf(text).is, text).toBe('placeholder')
    for (const text of ['', '  ', '\u200b', null, undefined]) expect(nameOf(text).is).toBe('empty')
    for (const text of ['Nan Chen', 'Guest Smith', '文', '梅', 'May']) expect(nameOf(text).is, text).not.toBe('placeholder')
  })

  it('keeps the other name in brackets', () => {
    expect(nameOf('陳小明 (Peter)')).toMatchObject({ text: '陳小明', aliases: ['peter'] })
    expect(nameOf('สมชาย ใจดี (ชาย)').aliases).toEqual(['ชาย'])
  })

  it('from two fields is the name from one', () => {
    expect(compareNames(nameOfParts({ family: 'Chen', given: 'Mei' }), nameOf('Mei Chen')).why).toBe('same')
    expect(compareNames(nameOfParts({ family: '陳', given: '小明' }), nameOf('陈小明')).why).toBe('same')
    expect(nameOfParts({ family: '', given: 'Mei' }).is).toBe('given')
    expect(nameOfParts({ family: null, given: null }).is).toBe('empty')
  })
})

describe('comparing names', () => {
  it('does not mind which side is which', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const level = nameLevel(nameOf(one), nameOf(other))
        expect(level).toBe(nameLevel(nameOf(other), nameOf(one)))
        expect(level).toBeGreaterThanOrEqual(0)
        expect(level).toBeLessThan(NAME_LEVELS.length)
      }),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(soundName, soundName, (one, other) => {
        expect(nameLevel(nameOf(one), nameOf(other))).toBe(nameLevel(nameOf(other), nameOf(one)))
      }),
      { numRuns: 500 },
    )
  })

  it('does not mind which side has only initials', () => {
    expect(nameLevel(nameOf('ch'), nameOf('A C h'))).toBe(nameLevel(nameOf('A C h'), nameOf('ch')))
  })

  it('says how', () => {
    for (const [one, other, why] of [
      ['王小明', '王小明', 'same'], ['陳小明', '陈 小明', 'same'], ['Mei Chen', 'MEI CHEN', 'same'], ['Smith, John', 'John Smith', 'swapped'], ['ใจดี สมชาย', 'สมชาย ใจดี', 'swapped'],
      ['王小明', 'Xiaoming Wang', 'other script'], ['王小明', 'WANG, XIAOMING', 'other script'], ['陳小明', 'Chan Siu Ming', 'other script'], ['蔡小明', 'Hsiao-Ming Tsai', 'other script'], ['歐陽娜娜', 'Nana Ouyang', 'other script'],
      ['สมชาย ใจดี', 'Somchai Jaidee', 'other script'], ['ณัฐพงษ์ ศรีสุข', 'Srisuk Nattapong', 'other script'],
      ['Bob Smith', 'Robert Smith', 'nickname'], ['習佳玲', '習小玲', 'nickname'], ['Catherine Smith', 'Kathryn Smith', 'nickname'], ['John Smyth', 'John Smith', 'sounds'], ['ศิริพร ดีใจ', 'สิริพร ดีใจ', 'sounds'], ['張雅婷', '張雅亭', 'sounds'],
      ['Jonathan Smith', 'Jonathin Smith', 'sounds'], ['Margaret Holloway', 'Margaret Hollowby', 'close'], ['Yang J.', '蓟洋', 'initial'], ['J. Smith', 'John Smith', 'initial'],
      ['陳大文 (Peter)', 'Peter Chan', 'nickname'], ['王先生', '王小明', 'family only'], ['Mr. Larson', 'Peter Larson', 'family only'], ['靜宜', '解靜宜', 'given only'], ['คุณสมชาย', 'สมชาย ใจดี', 'given only'],
      ['王小明', '王美玲', 'same family'], ['John Smith', 'John Baker', 'same given'], ['John Smith', 'Mary Baker', 'different'], ['王小明', '陳美玲', 'different'], ['', '王小明', 'missing'], ['test', '王小明', 'missing'], ['王小明', 'สมชาย ใจดี', 'missing'],
    ] as const) {
      expect(compareNames(nameOf(one), nameOf(other)).why, `${one} / ${other}`).toBe(why)
    }
  })
})
