/** The four markets of the demo's retailer: language, money, clock, cities, shops, and what a phone number looks like there. */

/** One of the four markets, as an ISO country. */
export type MarketId = 'TW' | 'HK' | 'TH' | 'CN'
/** A language the retailer writes in. */
export type Language = 'zh-Hant' | 'zh-Hans' | 'th' | 'en'

/** A shop; `source` is where its till's events come from. */
export interface Shop {
  readonly source: string
  readonly name: string
  readonly city: string
}

/** What everybody in a market has in common. */
export interface Market {
  readonly id: MarketId
  readonly language: Language
  readonly locale: string
  readonly timezone: string
  /** Hours ahead of UTC; none of the four changes its clocks. */
  readonly offset: number
  readonly currency: string
  /** Units of the currency for one Taiwan dollar. */
  readonly perTwd: number
  /** Prices end on a multiple of this. */
  readonly step: number
  /** Beginnings of mobile numbers, with the country, and how many digits follow. */
  readonly phone: { readonly prefixes: readonly string[]; readonly digits: number }
  /** How a local number begins where the country is left out: 0912… in Taiwan. */
  readonly trunk: string
  readonly country: string
  readonly cities: readonly { readonly name: string; readonly districts: readonly string[] }[]
  readonly shops: readonly Shop[]
  /** Days of the month on which wages come. */
  readonly paydays: readonly number[]
}

const TW: Market = {
  id: 'TW',
  language: 'zh-Hant',
  locale: 'zh-Hant-TW',
  timezone: 'Asia/Taipei',
  offset: 8,
  currency: 'TWD',
  perTwd: 1,
  step: 10,
  phone: { prefixes: ['+88691', '+88692', '+88693', '+88695', '+88697', '+88698'], digits: 7 },
  trunk: '0',
  country: '+886',
  cities: [
    { name: '台北市', districts: ['大安區', '信義區', '中山區', '士林區', '文山區'] },
    { name: '新北市', districts: ['板橋區', '新店區', '三重區', '淡水區'] },
    { name: '台中市', districts: ['西屯區', '北區', '南屯區'] },
    { name: '台南市', districts: ['東區', '中西區'] },
    { name: '高雄市', districts: ['左營區', '三民區', '鼓山區'] },
  ],
  shops: [
    { source: 'pos-taipei', name: '台北信義店', city: '台北市' },
    { source: 'pos-taichung', name: '台中勤美店', city: '台中市' },
    { source: 'pos-kaohsiung', name: '高雄漢神店', city: '高雄市' },
  ],
  paydays: [5, 6, 10],
}

const HK: Market = {
  id: 'HK',
  language: 'zh-Hant',
  locale: 'zh-Hant-HK',
  timezone: 'Asia/Hong_Kong',
  offset: 8,
  currency: 'HKD',
  perTwd: 0.245,
  step: 1,
  phone: { prefixes: ['+85294', '+85296', '+85297', '+85261', '+85263', '+85264'], digits: 6 },
  trunk: '',
  country: '+852',
  cities: [
    { name: '九龍', districts: ['旺角', '尖沙咀', '觀塘', '深水埗'] },
    { name: '香港島', districts: ['銅鑼灣', '中環', '北角', '西營盤'] },
    { name: '新界', districts: ['沙田', '荃灣', '屯門', '將軍澳'] },
  ],
  shops: [
    { source: 'pos-mongkok', name: '旺角店', city: '九龍' },
    { source: 'pos-causeway-bay', name: '銅鑼灣店', city: '香港島' },
  ],
  paydays: [28, 29, 30, 1],
}

const TH: Market = {
  id: 'TH',
  language: 'th',
  locale: 'th-TH',
  timezone: 'Asia/Bangkok',
  offset: 7,
  currency: 'THB',
  perTwd: 1.08,
  step: 10,
  phone: { prefixes: ['+6681', '+6682', '+6686', '+6689', '+6691', '+6695', '+6661', '+6662'], digits: 7 },
  trunk: '0',
  country: '+66',
  cities: [
    { name: 'กรุงเทพมหานคร', districts: ['ปทุมวัน', 'วัฒนา', 'จตุจักร', 'บางรัก', 'ลาดพร้าว'] },
    { name: 'นนทบุรี', districts: ['เมืองนนทบุรี', 'ปากเกร็ด'] },
    { name: 'เชียงใหม่', districts: ['เมืองเชียงใหม่', 'หางดง'] },
    { name: 'ภูเก็ต', districts: ['เมืองภูเก็ต', 'กะทู้'] },
  ],
  shops: [
    { source: 'pos-siam', name: 'สาขาสยาม', city: 'กรุงเทพมหานคร' },
    { source: 'pos-chiangmai', name: 'สาขาเชียงใหม่', city: 'เชียงใหม่' },
  ],
  paydays: [25, 26, 28, 30, 31],
}

const CN: Market = {
  id: 'CN',
  language: 'zh-Hans',
  locale: 'zh-Hans-CN',
  timezone: 'Asia/Shanghai',
  offset: 8,
  currency: 'CNY',
  perTwd: 0.225,
  step: 1,
  phone: { prefixes: ['+86135', '+86136', '+86138', '+86139', '+86186', '+86188'], digits: 8 },
  trunk: '',
  country: '+86',
  cities: [
    { name: '上海市', districts: ['徐汇区', '静安区', '浦东新区', '长宁区'] },
    { name: '北京市', districts: ['朝阳区', '海淀区', '东城区'] },
    { name: '广州市', districts: ['天河区', '越秀区'] },
    { name: '深圳市', districts: ['南山区', '福田区'] },
    { name: '成都市', districts: ['锦江区', '武侯区'] },
  ],
  shops: [
    { source: 'pos-shanghai', name: '上海静安店', city: '上海市' },
    { source: 'pos-shenzhen', name: '深圳南山店', city: '深圳市' },
  ],
  paydays: [10, 15],
}

/** All markets by id. */
export const MARKETS: { readonly [id in MarketId]: Market } = { TW, HK, TH, CN }

/** How many of a hundred people live where. */
export const MARKET_SHARES: readonly (readonly [MarketId, number])[] = [
  ['TW', 42],
  ['HK', 20],
  ['TH', 22],
  ['CN', 16],
]
