/** Where the demo's people live: streets of the four markets, written as people there write them, and the few who moved to Europe. */
import { pickIndex, type Random } from '@rapport/core/base/random'
import type { Market, MarketId } from './markets.ts'

/** Street, number, floor → an address. */
const WRITTEN: { readonly [market in MarketId]: (street: string, number: number, floor: number) => string } = {
  TW: (street, number, floor) => `${street}${number}號${floor}樓`,
  HK: (street, number, floor) => `${street}${number}號${floor}樓${'ABCD'[number % 4]}室`,
  TH: (street, number, floor) => `${number}/${floor} ${street}`,
  CN: (street, number, floor) => `${street}${number}号${floor}01室`,
}

const STREETS: { readonly [market in MarketId]: readonly string[] } = {
  TW: ['和平東路二段', '中山北路三段', '民生東路五段', '忠孝東路四段', '民權路', '中正路', '成功路', '博愛一路', '文化路一段', '自由路二段'],
  HK: ['彌敦道', '英皇道', '荃灣青山公路', '沙田正街', '德輔道西', '太子道西', '軒尼詩道', '觀塘道'],
  TH: ['ถนนสุขุมวิท', 'ถนนพหลโยธิน', 'ถนนลาดพร้าว', 'ถนนสีลม', 'ถนนแจ้งวัฒนะ', 'ถนนนิมมานเหมินท์', 'ถนนเพชรเกษม', 'ถนนรัชดาภิเษก'],
  CN: ['衡山路', '南京西路', '建国路', '中关村大街', '天河路', '深南大道', '人民南路', '延安西路'],
}

/** An address in a market. */
export function addressOf({ id }: Market, random: Random): string {
  const street = STREETS[id][pickIndex(random, STREETS[id].length)] ?? ''
  return WRITTEN[id](street, 1 + pickIndex(random, 320), 1 + pickIndex(random, 18))
}

/** One person in so many lives in Europe and keeps ordering. */
const ABROAD = 83
const EUROPE = [
  { country: 'DE', timezone: 'Europe/Berlin', city: 'Berlin', district: 'Mitte', address: 'Torstraße 14' },
  { country: 'FR', timezone: 'Europe/Paris', city: 'Paris', district: '13e', address: '21 avenue d’Ivry' },
  { country: 'NL', timezone: 'Europe/Amsterdam', city: 'Amsterdam', district: 'Centrum', address: 'Zeedijk 108' },
] as const

/** The European home of person number `nr`; undefined for nearly everybody. */
export function abroadOf(nr: number): (typeof EUROPE)[number] | undefined {
  return nr % ABROAD === 17 ? EUROPE[Math.floor(nr / ABROAD) % EUROPE.length] : undefined
}
