import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf, ADDRESS_LEVELS, compareAddresses } from './address.ts'
import { compareEmails, EMAIL_LEVELS, emailOf } from './email.ts'
import { anyText } from './fixture.ts'
import { chineseNumber } from './number.ts'
import { comparePhones, PHONE_LEVELS, phoneOf, toE164 } from './phone.ts'

const digits = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
const mobile = fc.oneof(
  digits(8).map((tail) => ({ country: 'TW', code: '886', national: `9${tail}`, trunk: '0' })),
  digits(8).map((tail) => ({ country: 'TH', code: '66', national: `8${tail}`, trunk: '0' })),
  digits(9).map((tail) => ({ country: 'CN', code: '86', national: `13${tail}`, trunk: '' })),
  digits(7).map((tail) => ({ country: 'HK', code: '852', national: `6${tail}`, trunk: '' })),
).filter((one) => phoneOf(`+${one.code}${one.national}`).is === 'international')

describe('phones', () => {
  it('are the same in every spelling of one number', () => {
    fc.assert(
      fc.property(mobile, fc.integer({ min: 0, max: 5 }), (one, style) => {
        const local = one.trunk + one.national
        const written = [
          local, `+${one.code} ${one.national}`, `${local.slice(0, 4)}-${local.slice(4)}`,
          local.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))), `00${one.code}${one.national}`,
          `(+${one.code}) ${one.trunk}${one.national}`,
        ][style]!
        const forms = phoneOf(written, { country: one.country })
        const plain = phoneOf(`+${one.code}${one.national}`)
        expect(forms.key).toBe(plain.key)
        expect(forms.e164).toBe(plain.e164)
        expect(comparePhones(phoneOf(written), plain).level).toBeGreaterThanOrEqual(PHONE_LEVELS.indexOf('ending'))
      }),
      { numRuns: 300 },
    )
  })

  it('never fail and compare in both directions alike', () => {
    const any = fc.oneof(anyText, digits(10), digits(9).map((tail) => `+${tail}`))
    fc.assert(
      fc.property(any, any, (one, other) => {
        const [left, right] = [phoneOf(one), phoneOf(other, { country: 'TW' })]
        expect(comparePhones(left, right)).toBe(comparePhones(right, left))
        if (left.e164 !== '') expect(phoneOf(left.e164).e164).toBe(left.e164)
      }),
      { numRuns: 400 },
    )
  })

  it('know fillers and extensions', () => {
    for (const text of ['0900000000', '1234567890', '0912345678', '+886900000000', '00000000', '0999999999', '11111111']) expect(phoneOf(text).is, text).toBe('placeholder')
    expect(phoneOf('02-2712-3456 轉 12')).toMatchObject({ extension: '12', key: '27123456' })
    expect(phoneOf('call me').is).toBe('invalid')
    expect(phoneOf(null).is).toBe('empty')
  })

  it('are tried in the countries of the hints, strongest first', () => {
    expect(toE164('0912-345-678', { country: 'TW' })).toBe('+886912345678')
    expect(toE164('0812345678', { timezone: 'Asia/Bangkok' })).toBe('+66812345678')
    expect(toE164('91234567', { locale: 'zh-HK' })).toBe('+85291234567')
    expect(toE164('0912345678', {})).toBeNull()
    expect(phoneOf('0912-345-679').candidates).toEqual(['+886912345679', '+66912345679'])
  })
})

describe('e-mail addresses', () => {
  it('never fail, compare in both directions alike, and a mailbox reads as itself', () => {
    const any = fc.oneof(anyText, fc.emailAddress())
    fc.assert(
      fc.property(any, any, (one, other) => {
        const [left, right] = [emailOf(one), emailOf(other)]
        expect(compareEmails(left, right)).toBe(compareEmails(right, left))
        if (left.mailbox !== '') expect(emailOf(left.mailbox).mailbox).toBe(left.mailbox)
      }),
      { numRuns: 400 },
    )
  })

  it('lead to the mailbox', () => {
    for (const [text, mailbox] of [
      ['Mei.Chen+shop@GMIAL.com', 'meichen@gmail.com'], ['mei@gmail.con', 'mei@gmail.com'], ['a.b@yahoo.cxm.tw', 'a.b@yahoo.com.tw'],
      ['ＭＥＩ＠ｇｍａｉｌ．ｃｏｍ', 'mei@gmail.com'], ['joe+x@acme.com', 'joe@acme.com'], ['mei.c@googlemail.com', 'meic@gmail.com'],
      ['joe@hotmial.com', 'joe@hotmail.com'], ['<joe@acme.com>', 'joe@acme.com'], ['mailto:joe@acme.com', 'joe@acme.com'],
    ]) {
      expect(emailOf(text).mailbox, text).toBe(mailbox)
    }
    for (const real of ['joe@mail.com', 'joe@ymail.com', 'joe@gmx.net', 'joe@email.com', 'joe@live.com', 'joe@yahoo.cn', 'joe@yahoo.com.hk', 'joe@me.com']) expect(emailOf(real).mailbox, real).toBe(real)
  })

  it('of functions and of nobody are told', () => {
    expect(emailOf('info@acme.tw').is).toBe('role')
    for (const text of ['test@test.com', 'noreply@acme.com', 'none@none.com', 'a@example.com', 'no-email@example.org']) expect(emailOf(text).is, text).toBe('placeholder')
    for (const text of ['foo@bar', 'foo', '@x.com', 'a b@c.com', 'x@@y.com']) expect(emailOf(text).is, text).toBe('invalid')
    expect(emailOf('mei.chen88@gmail.com').words).toEqual(['mei', 'chen'])
  })

  it('say how they agree', () => {
    for (const [one, other, why] of [
      ['mei@acme.com', 'MEI@acme.com', 'same'], ['mei+a@acme.com', 'mei@acme.com', 'mailbox'],
      ['meichen@gmail.com', 'meichan@gmail.com', 'close'], ['meichen@gmail.com', 'meichen@qq.com', 'local'],
      ['mei@acme.com', 'joe@acme.com', 'domain'], ['mei@gmail.com', 'joe@gmail.com', 'different'], ['test@x.com', 'mei@x.com', 'missing'],
    ] as const) {
      expect(compareEmails(emailOf(one), emailOf(other)).why).toBe(why)
    }
    expect(EMAIL_LEVELS[0]).toBe('missing')
  })
})

describe('addresses', () => {
  it('never fail, compare in both directions alike, and an address is itself', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const [left, right] = [addressOf(one), addressOf(other)]
        expect(compareAddresses(left, right)).toBe(compareAddresses(right, left))
        expect(compareAddresses(left, left).level).toBe(left.is === 'address' && left.folded !== '' ? ADDRESS_LEVELS.indexOf('same') : 0)
      }),
      { numRuns: 400 },
    )
  })

  it('are the same in other spellings', () => {
    for (const [one, other] of [
      ['台北市大安區忠孝東路四段１號5樓', '臺北市大安区忠孝东路4段1号5F'], ['106 台北市大安區和平東路二段三巷12號', '台灣106台北市大安区和平东路2段3巷12号'], ['香港九龍彌敦道123號5樓A室', '香港九龙弥敦道123号5楼a室'],
      ['99/12 หมู่ 3 ถนนสุขุมวิท แขวงคลองเตยเหนือ กรุงเทพฯ 10110', '99/12 ม.3 ถ.สุขุมวิท แขวงคลองเตยเหนือ กทม. 10110'], ['๙๙/๑๒ ถนนสุขุมวิท กรุงเทพมหานคร', '99/12 ถ.สุขุมวิท กรุงเทพฯ'],
      ['12 Main Street, Springfield, IL 62704', '12 Main St. Springfield IL 62704-1234'], ['Flat 5, 10 Downing Street, London SW1A 2AA', '5/F? 10 downing st london sw1a 2aa'.replace('5/F? ', 'Unit 5 ')],
    ] as const) expect(compareAddresses(addressOf(one), addressOf(other)).why, `${one} / ${other}: ${addressOf(one).folded} / ${addressOf(other).folded}`).toBe('same')
  })

  it('say how they agree', () => {
    for (const [one, other, why] of [
      ['台北市大安區忠孝東路四段1號5樓之2', '台北市大安區忠孝東路四段1號5樓', 'house'], ['台北市大安區忠孝東路四段1號', '台北市大安區忠孝東路四段7號', 'street'], ['台北市大安區忠孝東路四段1號', '台北市中山區林森北路9號', 'city'],
      ['12 Main Street, Springfield', '14 Main St Springfield', 'street'], ['12 Main Street, Springfield', '7 Oak Avenue, Dover', 'different'], ['', '12 Main Street', 'missing'], ['N/A', '12 Main Street', 'missing'],
    ] as const) expect(compareAddresses(addressOf(one), addressOf(other)).why, `${one} / ${other}`).toBe(why)
  })

  it('count in Chinese', () => {
    for (const [text, value] of [['八十五', 85], ['一九八五', 1985], ['二十', 20], ['十', 10], ['廿三', 23], ['一百零八', 108], ['二百', 200], ['〇', 0]] as const) expect(chineseNumber(text)).toBe(value)
    expect(chineseNumber('甲')).toBeNaN()
  })
})
