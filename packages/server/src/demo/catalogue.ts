/** Products as they appear in events: named in the buyer's language and priced in the buyer's money. */
import { pickIndex, type Random } from '@rapport/core/base/random'
import type { Market, Language } from './markets.ts'
import { PRODUCTS, type ProductRow } from './products.ts'

/** A department. */
export type Category = keyof typeof PRODUCTS
/** All departments, those that most people care for first. */
export const CATEGORIES = Object.keys(PRODUCTS) as readonly Category[]

/** The retailer's site. The domain is reserved and can belong to nobody. */
export const SITE = 'https://www.lumenleaf.example'
/** The retailer's name by language. */
export const BRAND: { readonly [language in Language]: string } = { en: 'Lumenleaf', 'zh-Hant': '葉光生活', 'zh-Hans': '叶光生活', th: 'Lumenleaf' }

/** Something for sale. */
export interface Product {
  readonly sku: string
  readonly category: Category
  readonly twd: number
  readonly names: { readonly [language in Language]: string }
}

/** A line of a cart or order. */
export interface Line {
  readonly [field: string]: string | number
  readonly sku: string
  readonly name: string
  readonly category: Category
  readonly price: number
  readonly quantity: number
}

/** Everything for sale. */
export const CATALOGUE: readonly Product[] = CATEGORIES.flatMap((category) =>
  (PRODUCTS[category] as readonly ProductRow[]).map(([sku, twd, en, hant, hans, th]) => ({ sku, category, twd, names: { en, 'zh-Hant': hant, 'zh-Hans': hans, th } })),
)

const BY_CATEGORY = new Map(CATEGORIES.map((category) => [category, CATALOGUE.filter((product) => product.category === category)] as const))

/** The price in a market's money. */
export function priceIn({ perTwd, step }: Market, twd: number): number {
  return perTwd === 1 ? twd : Math.max(step, Math.round((twd * perTwd) / step) * step - (step === 1 ? 1 : 0))
}

/** The language of a tag: `zh-Hant-HK` → `zh-Hant`, `en-HK` → `en`. */
export function languageOf(locale: string): Language {
  if (locale.startsWith('zh-Hans')) return 'zh-Hans'
  if (locale.startsWith('zh')) return 'zh-Hant'
  return locale.startsWith('th') ? 'th' : 'en'
}

/** A product somebody looks at: mostly from what they care for. */
export function pickProduct(random: Random, interest: Category): Product {
  const list = random() < 0.62 ? (BY_CATEGORY.get(interest) ?? CATALOGUE) : CATALOGUE
  return list[Math.floor(random() ** 1.3 * list.length)] ?? CATALOGUE[0]!
}

/** A product as a line of a cart. */
export function lineOf(product: Product, { market, locale }: { readonly market: Market; readonly locale: string }, quantity: number): Line {
  return { sku: product.sku, name: product.names[languageOf(locale)], category: product.category, price: priceIn(market, product.twd), quantity }
}

/** What somebody types into the search box. */
export function searchWord(random: Random, category: Category, locale: string): string {
  const words = SEARCHES[languageOf(locale)]
  return words[category] ?? words[CATEGORIES[pickIndex(random, CATEGORIES.length)] ?? 'skincare'] ?? ''
}

const SEARCHES: { readonly [language in Language]: { readonly [category in Category]: string } } = {
  en: { skincare: 'serum', home: 'linen bedding', makeup: 'lip tint', kitchen: 'cast iron', haircare: 'hair oil', tea: 'oolong', fragrance: 'hinoki', bath: 'bath salts', wellness: 'yoga mat' },
  'zh-Hant': { skincare: '精華液', home: '亞麻被套', makeup: '唇釉', kitchen: '鑄鐵鍋', haircare: '護髮油', tea: '烏龍茶', fragrance: '檜木', bath: '浴鹽', wellness: '瑜珈墊' },
  'zh-Hans': { skincare: '精华', home: '亚麻被套', makeup: '唇釉', kitchen: '铸铁锅', haircare: '护发油', tea: '乌龙茶', fragrance: '桧木', bath: '浴盐', wellness: '瑜伽垫' },
  th: { skincare: 'เซรั่ม', home: 'ผ้าลินิน', makeup: 'ลิปทินต์', kitchen: 'หม้อเหล็กหล่อ', haircare: 'ออยล์ผม', tea: 'ชาอู่หลง', fragrance: 'ฮิโนกิ', bath: 'เกลืออาบน้ำ', wellness: 'เสื่อโยคะ' },
}
