import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cantoneseOf, cantoneseReadings } from './cantonese.ts'
import { anyText } from './fixture.ts'
import { fold, simplified } from './fold.ts'
import { latinSound } from './latin-sound.ts'
import { surnamesOf } from './name-sound.ts'
import { mandarinOf, readingsOf, soundClass, surnameReadings } from './pinyin.ts'
import { latinSkeletons, thaiSkeletons, thaiVariantKey } from './thai.ts'

describe('folding', () => {
  it('done twice changes nothing more', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(fold(fold(text))).toBe(fold(text))
        expect(simplified(simplified(text))).toBe(simplified(text))
      }),
      { numRuns: 500 },
    )
  })

  it('brings widths, accents, traditional and simplified forms together', () => {
    for (const [one, other] of [
      ['ＣＨＥＮ', 'chen'], ['Chén', 'chen'], ['Łukasz', 'lukasz'], ['Straße', 'strasse'], ['陳', '陈'], ['臺灣', '台湾'], ['溫', '温'],
      ['峯', '峰'], ['裏', '裡'], ['黃', '黄'], ['น้ำ', 'นํ้า'],
    ] as const) {
      expect(fold(one)).toBe(fold(other))
    }
  })
})

describe('Mandarin in Latin letters', () => {
  it('meets in one class whatever the system', () => {
    for (const [pinyin, ...others] of [
      ['xiaoming', 'hsiaoming', 'shiaoming'], ['zhijun', 'chihchun', 'jhihjyun'], ['cai', 'tsai'], ['guo', 'kuo'], ['xu', 'hsu', 'shyu', 'syu'],
      ['qian', 'chien'], ['zhang', 'chang'], ['zeng', 'tseng'], ['xie', 'hsieh'], ['ye', 'yeh'], ['rong', 'jung'], ['zi', 'tzu'],
      ['yawen', 'yawun'], ['junhong', 'chunhung'],
    ]) {
      const classes = mandarinOf(pinyin!)!.classes
      for (const other of others) expect(mandarinOf(other)!.classes.some((one) => classes.includes(one)), `${pinyin} ${other}`).toBe(true)
    }
  })

  it('is not seen in English names of one hard cluster', () => {
    for (const word of ['smith', 'john', 'brandt', 'kristof', 'elizabeth']) expect(mandarinOf(word)).toBeNull()
  })

  it('reads characters, surnames by their own readings', () => {
    expect(readingsOf('明')[0]).toBe('ming')
    expect(surnameReadings('单')[0]).toBe('shan')
    expect(surnameReadings('曾')[0]).toBe('zeng')
    expect(surnameReadings('欧阳')).toEqual(['ouyang'])
    expect(soundClass('xiao')).toBe('hsiao')
  })
})

describe('Chinese surnames in Latin letters', () => {
  it('are found from Mandarin, Cantonese, Hokkien and Teochew spellings', () => {
    for (const [surname, ...spellings] of [
      '陈 chen chan tan', '黄 huang wong ng ooi oei', '李 li lee', '张 zhang chang cheung teoh teo', '许 xu hsu hui koh', '林 lin lam lim',
      '王 wang wong ong', '吴 wu ng goh', '郑 zheng cheng tay tee', '谢 xie hsieh tse chia', '叶 ye yeh yip yap', '蔡 cai tsai choi chua',
      '周 zhou chou chow chew', '杨 yang yeung yeo', '梁 liang leung neo', '刘 liu lau low', '欧阳 ouyang auyeung', '司徒 situ szeto',
      '邓 deng teng tang', '曾 zeng tseng tsang', '徐 xu hsu tsui', '郭 guo kuo kwok quek',
    ].map((line) => line.split(' '))) {
      for (const spelling of spellings) expect(surnamesOf(spelling), spelling).toContain(surname)
    }
  })
})

describe('Cantonese in Latin letters', () => {
  it('meets the readings of the characters', () => {
    for (const [character, ...spellings] of ['小 siu', '明 ming', '伟 wai', '家 ka', '欣 yan', '俊 chun', '诗 sze', '雪 suet', '志 chi', '玲 ling', '慧 wai', '文 man', '华 wah wa', '国 kwok', '美 mei', '怡 yee yi', '琪 kei ki', '子 tsz'].map((line) => line.split(' '))) {
      for (const spelling of spellings) expect(cantoneseOf(spelling).some((one) => cantoneseReadings(character!).includes(one)), `${character} ${spelling}`).toBe(true)
    }
  })
})

describe('Thai in Latin letters', () => {
  it('shares a skeleton with its usual romanisations', () => {
    for (const [thai, ...latin] of ['สมชาย somchai somchay', 'ณรงค์ narong', 'อิทธิพงศ์ itthiphong ittipong', 'มงคล mongkol mongkhon', 'วิรัช wirat virach', 'ประเสริฐ prasert', 'พรทิพย์ pornthip phonthip', 'กรรณิการ์ kannika', 'ณัฐพงษ์ nattapong natthaphong', 'ธนวัฒน์ thanawat tanawat', 'วรวุฒิ worawut', 'สุวรรณ suwan', 'ชัยวัฒน์ chaiwat', 'จันทร์ chan', 'ใจดี jaidee chaidi', 'บุญมี boonmee bunmi', 'สิริพร siriporn siriphon', 'รัตนา rattana ratana', 'อนุชา anucha', 'เปรม prem', 'ไกรสร kraisorn'].map((line) => line.split(' '))) {
      for (const one of latin) expect(latinSkeletons(one).some((key) => thaiSkeletons(thai!).includes(key)), `${thai} ${one}`).toBe(true)
    }
  })

  it('has one key for variants of its spelling', () => {
    for (const [one, other] of [['ณัฐ', 'นัฐ'], ['ศิริพร', 'สิริพร'], ['ใจ', 'ไจ'], ['พงษ์', 'พงศ์'], ['น้ำ', 'นำ'], ['ธนา', 'ทนา']] as const) expect(thaiVariantKey(one)).toBe(thaiVariantKey(other))
    expect(thaiVariantKey('สมชาย')).not.toBe(thaiVariantKey('สมหญิง'))
  })
})

describe('English names', () => {
  it('sound alike in their doublets', () => {
    for (const [one, other] of [['smith', 'smyth'], ['catherine', 'kathryn'], ['philip', 'filip'], ['geoffrey', 'jeffrey'], ['mccarthy', 'macarthy'], ['knight', 'night']] as const) expect(latinSound(one)).toBe(latinSound(other))
    expect(latinSound('smith')).not.toBe(latinSound('jones'))
  })
})
