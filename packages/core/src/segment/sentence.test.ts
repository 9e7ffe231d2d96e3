import { describe, expect, test } from 'vitest'
import type { Json } from '../base/json.ts'
import { operators } from './operators/index.ts'
import type { Rule } from './rule.ts'
import { finding, headline, sentence } from './sentence.ts'
import type { Names } from './sentence.ts'
import { languageFor, languages } from './sentence/index.ts'

const LOCALES = ['en', 'zh-Hant', 'zh-Hans', 'th'] as const
const names: Names = { segments: { vip: 'VIP' }, channels: { email: 'Email' }, events: { store_visited: 'Store visit' } }
const inAll = (rule: Rule): readonly string[] => LOCALES.map((locale) => sentence(rule, locale, names))
const bought = { did: 'order_completed' } as const

describe('rules in words', () => {
  test('a loyal customer in Taipei', () => {
    expect(inAll({ all: [{ ...bought, atLeast: 2, within: '30d' }, { trait: 'city', is: 'equals', than: 'Taipei' }] })).toEqual([
      'bought at least 2 times in the last 30 days and city is Taipei',
      '最近 30 天內購買至少 2 次，且 city 是 Taipei',
      '最近 30 天内购买至少 2 次，且 city 是 Taipei',
      'ซื้อสินค้าอย่างน้อย 2 ครั้งในช่วง 30 วันที่ผ่านมา และ city คือ Taipei',
    ])
  })

  test('what people did and did not do', () => {
    expect([bought, { ...bought, within: '1w' }, { not: bought }, { not: { ...bought, within: '7d' } }, { not: { ...bought, atLeast: 3 } }].map(inAll)).toMatchInlineSnapshot(`
      [
        [
          "bought",
          "曾購買",
          "曾购买",
          "เคยซื้อสินค้า",
        ],
        [
          "bought in the last week",
          "最近 1 週內曾購買",
          "最近 1 周内曾购买",
          "ซื้อสินค้าในช่วง 1 สัปดาห์ที่ผ่านมา",
        ],
        [
          "has not bought",
          "從未購買",
          "从未购买",
          "ไม่เคยซื้อสินค้า",
        ],
        [
          "has not bought in the last 7 days",
          "最近 7 天內沒有購買",
          "最近 7 天内没有购买",
          "ไม่ได้ซื้อสินค้าในช่วง 7 วันที่ผ่านมา",
        ],
        [
          "bought fewer than 3 times",
          "購買少於 3 次",
          "购买少于 3 次",
          "ซื้อสินค้าน้อยกว่า 3 ครั้ง",
        ],
      ]
    `)
    expect(
      [
        { did: 'offer_shown', after: '2026-01-01', before: '2026-02-01' },
        { not: { did: 'offer_shown' } },
        { did: 'store_visited', atLeast: 2 },
        { not: { did: 'karaoke_sung', within: '12h' } },
        { ...bought, within: '90d', where: { any: [{ trait: 'total', is: 'at_least', than: 1000 }, { trait: 'gift', is: 'is_true' }] } },
      ].map(inAll),
    ).toMatchInlineSnapshot(`
      [
        [
          "saw an offer since 2026-01-01 and before 2026-02-01",
          "2026-01-01 起至 2026-02-01 前曾看到優惠",
          "2026-01-01 起至 2026-02-01 前曾看到优惠",
          "เห็นข้อเสนอตั้งแต่ 2026-01-01 ถึงก่อน 2026-02-01",
        ],
        [
          "has not seen an offer",
          "從未看到優惠",
          "从未看到优惠",
          "ไม่เคยเห็นข้อเสนอ",
        ],
        [
          "did “Store visit” at least 2 times",
          "發生「Store visit」至少 2 次",
          "发生“Store visit”至少 2 次",
          "ทำ “Store visit” อย่างน้อย 2 ครั้ง",
        ],
        [
          "has not done “karaoke_sung” in the last 12 hours",
          "最近 12 小時內沒有發生「karaoke_sung」",
          "最近 12 小时内没有发生“karaoke_sung”",
          "ไม่ได้ทำ “karaoke_sung” ในช่วง 12 ชั่วโมงที่ผ่านมา",
        ],
        [
          "bought in the last 90 days (where total is at least 1000 or gift is yes)",
          "最近 90 天內曾購買（條件：total 至少為 1000，或 gift 為「是」）",
          "最近 90 天内曾购买（条件：total 至少为 1000，或 gift 为“是”）",
          "ซื้อสินค้าในช่วง 90 วันที่ผ่านมา (โดยที่ total ไม่น้อยกว่า 1000 หรือ gift เป็น “ใช่”)",
        ],
      ]
    `)
  })

  test('groups, segments and consent', () => {
    expect(
      [
        { all: [{ in: 'vip' }, { any: [{ not: { in: 'new' } }, { consents: 'marketing', channel: 'email' }] }] },
        { not: { all: [{ in: 'vip' }, { not: { consents: 'marketing' } }] } },
        { all: [] },
        { not: { not: { any: [] } } },
        { not: { trait: 'city', is: 'in', than: ['Taipei', '台北', 7] } },
      ].map((rule) => inAll(rule as Rule)),
    ).toMatchInlineSnapshot(`
      [
        [
          "is in “VIP” and (is not in “new” or may be addressed for marketing by Email)",
          "在「VIP」分眾，且（不在「new」分眾，或可透過 Email 聯繫（目的：marketing））",
          "在“VIP”人群中，且（不在“new”人群中，或可通过 Email 联系（目的：marketing））",
          "อยู่ในกลุ่มเป้าหมาย “VIP” และ (ไม่อยู่ในกลุ่มเป้าหมาย “new” หรือ ติดต่อเพื่อ marketing ทาง Email ได้)",
        ],
        [
          "not (is in “VIP” and may not be addressed for marketing)",
          "並非（在「VIP」分眾，且不可聯繫（目的：marketing））",
          "并非（在“VIP”人群中，且不可联系（目的：marketing））",
          "ไม่ใช่กรณีที่ (อยู่ในกลุ่มเป้าหมาย “VIP” และ ติดต่อเพื่อ marketing ไม่ได้)",
        ],
        [
          "everybody",
          "所有人",
          "所有人",
          "ทุกคน",
        ],
        [
          "nobody",
          "沒有人",
          "没有人",
          "ไม่มีใคร",
        ],
        [
          "city is not Taipei, 台北 or 7",
          "city 不是 Taipei、台北、7 之中任何一個",
          "city 不是 Taipei、台北、7 中的任何一个",
          "city ไม่ใช่ Taipei, 台北 หรือ 7",
        ],
      ]
    `)
    expect(LOCALES.map((locale) => headline({ any: [{ in: 'vip' }] }, locale))).toMatchInlineSnapshot(`
      [
        "at least one of these",
        "符合以下任一條件",
        "满足以下任一条件",
        "ตรงตามเงื่อนไขต่อไปนี้อย่างน้อยหนึ่งข้อ",
      ]
    `)
  })

  test('what was found is said too', () => {
    const found = (rule: Rule, actual?: Json): readonly (string | null)[] => LOCALES.map((locale) => finding({ rule, is: false, decisive: true, actual }, locale))
    expect(found(bought, 1)).toEqual(['once', '1 次', '1 次', '1 ครั้ง'])
    expect(found({ trait: 'city', is: 'exists' })).toEqual(['not known', '沒有資料', '没有数据', 'ไม่มีข้อมูล'])
    expect(found({ trait: 'city', is: 'exists' }, 'Bangkok')).toEqual(['Bangkok', 'Bangkok', 'Bangkok', 'Bangkok'])
    expect(found({ in: 'vip' }, 5)).toEqual([null, null, null, null])
  })

  test('every operator is said in every language', () => {
    const rules = Object.values(operators).map((operator): Rule => ({ trait: 'seen', is: operator.name, than: operator.examples[0]?.than }))
    expect(rules.map(inAll)).toMatchInlineSnapshot(`
      [
        [
          "seen is Taipei",
          "seen 是 Taipei",
          "seen 是 Taipei",
          "seen คือ Taipei",
        ],
        [
          "seen is not Taipei",
          "seen 不是 Taipei",
          "seen 不是 Taipei",
          "seen ไม่ใช่ Taipei",
        ],
        [
          "seen is gold or platinum",
          "seen 是 gold、platinum 其中之一",
          "seen 是 gold、platinum 其中之一",
          "seen คือ gold หรือ platinum",
        ],
        [
          "seen is not gold or platinum",
          "seen 不是 gold、platinum 之中任何一個",
          "seen 不是 gold、platinum 中的任何一个",
          "seen ไม่ใช่ gold หรือ platinum",
        ],
        [
          "seen contains “sale”",
          "seen 包含「sale」",
          "seen 包含“sale”",
          "seen มีคำว่า “sale”",
        ],
        [
          "seen starts with “+886”",
          "seen 以「+886」開頭",
          "seen 以“+886”开头",
          "seen ขึ้นต้นด้วย “+886”",
        ],
        [
          "seen ends with “@example.tw”",
          "seen 以「@example.tw」結尾",
          "seen 以“@example.tw”结尾",
          "seen ลงท้ายด้วย “@example.tw”",
        ],
        [
          "seen is more than 10",
          "seen 大於 10",
          "seen 大于 10",
          "seen มากกว่า 10",
        ],
        [
          "seen is at least 10",
          "seen 至少為 10",
          "seen 至少为 10",
          "seen ไม่น้อยกว่า 10",
        ],
        [
          "seen is less than 10",
          "seen 小於 10",
          "seen 小于 10",
          "seen น้อยกว่า 10",
        ],
        [
          "seen is at most 10",
          "seen 最多為 10",
          "seen 最多为 10",
          "seen ไม่เกิน 10",
        ],
        [
          "seen is between 10 and 20",
          "seen 介於 10 到 20 之間",
          "seen 在 10 到 20 之间",
          "seen อยู่ระหว่าง 10 ถึง 20",
        ],
        [
          "seen is known",
          "有 seen 資料",
          "有 seen 数据",
          "มีข้อมูล seen",
        ],
        [
          "seen is not known",
          "沒有 seen 資料",
          "没有 seen 数据",
          "ไม่มีข้อมูล seen",
        ],
        [
          "seen is yes",
          "seen 為「是」",
          "seen 为“是”",
          "seen เป็น “ใช่”",
        ],
        [
          "seen is no",
          "seen 為「否」",
          "seen 为“否”",
          "seen เป็น “ไม่ใช่”",
        ],
        [
          "seen was in the last 3 days",
          "seen 在最近 3 天內",
          "seen 在最近 3 天内",
          "seen อยู่ในช่วง 3 วันที่ผ่านมา",
        ],
        [
          "seen was at least 3 days ago",
          "seen 距今至少 3 天",
          "seen 距今至少 3 天",
          "seen ผ่านมาแล้วอย่างน้อย 3 วัน",
        ],
        [
          "seen is 2026-01-01 or later",
          "seen 在 2026-01-01 或之後",
          "seen 在 2026-01-01 或之后",
          "seen ตั้งแต่ 2026-01-01 เป็นต้นไป",
        ],
        [
          "seen is before 2026-01-01",
          "seen 早於 2026-01-01",
          "seen 早于 2026-01-01",
          "seen ก่อน 2026-01-01",
        ],
      ]
    `)
  })

  test('a reader of Taiwan, Hong Kong or Macau gets traditional Chinese, an unknown one English', () => {
    expect(languageFor('zh-TW')).toBe(languages['zh-Hant'])
    expect(languageFor('zh-Hant-HK')).toBe(languages['zh-Hant'])
    expect(languageFor('zh')).toBe(languages['zh-Hans'])
    expect(languageFor('th-TH')).toBe(languages.th)
    expect(languageFor('fr')).toBe(languages.en)
  })
})
