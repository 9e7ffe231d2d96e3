/** The demo's placements, and what may be proposed there: to help, to keep, to sell. Doing nothing is always possible too. */
import type { JsonObject } from '@rapport/core/base/json'
import type { OfferDefinition, PlacementDefinition } from '@rapport/core/decision/types'
import { SITE } from './catalogue.ts'

/** Where something can be proposed. */
export const PLACEMENTS: readonly PlacementDefinition[] = [
  { id: 'web-home', name: 'Web: banner on the first page', channel: 'web', exploration: 0.1 },
  { id: 'web-product', name: 'Web: beside a product', channel: 'web', exploration: 0.1 },
  { id: 'web-cart', name: 'Web: beside the cart', channel: 'web', exploration: 0.05 },
  { id: 'app-home', name: 'App: card on the first screen', channel: 'app', exploration: 0.1 },
  { id: 'pos-till', name: 'Shop: line on the clerk’s screen', channel: 'shop', exploration: 0.02 },
]

/** Tiers: trouble first, then people about to leave, then sales. */
const HELP = 2
const KEEP = 1

/** The offers. `saleDay` is the last double day, whose own offer is over. Values are in Taiwan dollars. */
export function offers(saleDay: string): readonly OfferDefinition[] {
  return [
    {
      id: 'help-late-parcel',
      name: 'Help with your delayed parcel',
      family: 'help',
      kind: 'serve',
      value: 300,
      rate: 0.6,
      tier: HELP,
      eligible: { in: 'parcel-late' },
      content: words('/help/parcel', {
        en: ['Your parcel is late, and we are sorry', 'See where it is, or have us send it again.'],
        'zh-Hant': ['包裹延遲，我們很抱歉', '查看目前位置，或由我們重新寄送。'],
        'zh-Hans': ['包裹延误，我们很抱歉', '查看当前位置，或由我们重新寄送。'],
        th: ['พัสดุของคุณล่าช้า เราขออภัย', 'ดูว่าพัสดุอยู่ที่ไหน หรือให้เราส่งใหม่'],
      }),
    },
    {
      id: 'help-open-ticket',
      name: 'Where your request stands',
      family: 'help',
      kind: 'serve',
      value: 200,
      rate: 0.5,
      tier: HELP,
      eligible: { in: 'open-ticket' },
      content: words('/help/requests', {
        en: ['We are working on your request', 'See what happened so far, or add something.'],
        'zh-Hant': ['我們正在處理您的問題', '查看進度，或補充說明。'],
        'zh-Hans': ['我们正在处理您的问题', '查看进度，或补充说明。'],
        th: ['เรากำลังดูแลเรื่องของคุณ', 'ดูความคืบหน้า หรือเพิ่มรายละเอียด'],
      }),
    },
    {
      id: 'come-back-15',
      name: 'Come back: 15 % for two weeks',
      family: 'win-back',
      kind: 'keep',
      placements: ['web-home', 'web-cart', 'app-home'],
      value: 900,
      rate: 0.09,
      cost: 40,
      tier: KEEP,
      eligible: { all: [{ in: 'slipping-away' }, { not: { in: 'unhappy' } }] },
      cap: { most: 2, within: '30d' },
      content: words('/c/welcome-back', {
        en: ['Good to see you again', '15 % off everything for the next two weeks.'],
        'zh-Hant': ['好久不見', '接下來兩週，全館 85 折。'],
        'zh-Hans': ['好久不见', '接下来两周，全馆 85 折。'],
        th: ['ยินดีที่ได้พบกันอีกครั้ง', 'รับส่วนลด 15% ทุกชิ้น ภายในสองสัปดาห์'],
      }),
    },
    {
      id: 'free-delivery',
      name: 'A little more for free delivery',
      family: 'cart',
      placements: ['web-cart'],
      value: 420,
      rate: 0.18,
      eligible: { all: [{ trait: 'context.cart_twd', is: 'between', than: [900, 1_499] }, { not: { in: 'unhappy' } }] },
      content: words('/c/under-500', {
        en: ['Almost there: free delivery', 'Add something small, and we deliver for free.'],
        'zh-Hant': ['再加一點就免運', '加購小物，運費由我們負擔。'],
        'zh-Hans': ['再加一点就包邮', '加购小物，运费由我们承担。'],
        th: ['อีกนิดเดียวก็ส่งฟรี', 'เพิ่มของชิ้นเล็ก แล้วเราส่งให้ฟรี'],
      }),
    },
    {
      id: 'cart-coupon',
      name: '100 off this cart today',
      family: 'cart',
      placements: ['web-cart', 'app-home'],
      value: 1_100,
      rate: 0.11,
      cost: 60,
      purpose: 'marketing',
      eligible: { all: [{ in: 'open-cart' }, { not: { did: 'order_completed', where: { trait: 'coupon', is: 'exists' }, within: '30d' } }] },
      cap: { most: 1, within: '14d' },
      content: words('/cart', {
        en: ['100 off if you order today', 'Your cart is still here.'],
        'zh-Hant': ['今天下單折 100 元', '購物車還為您保留著。'],
        'zh-Hans': ['今天下单立减 25 元', '购物车还为您保留着。'],
        th: ['สั่งซื้อวันนี้ ลดทันที 100 บาท', 'สินค้าในตะกร้ายังรอคุณอยู่'],
      }),
    },
    {
      id: 'serum-with-cream',
      name: 'Serum with the cream you like',
      family: 'skincare',
      placements: ['web-home', 'web-product', 'app-home', 'pos-till'],
      value: 1_480,
      rate: 0.07,
      purpose: 'marketing',
      eligible: { all: [{ in: 'skincare-lovers' }, { not: { in: 'unhappy' } }] },
      cap: { most: 4, within: '7d' },
      content: words('/p/sk02', {
        en: ['Overnight repair serum', 'Goes with what you use in the morning.'],
        'zh-Hant': ['夜間修護精華', '與您早上使用的保養品正好搭配。'],
        'zh-Hans': ['夜间修护精华', '与您早上使用的护肤品正好搭配。'],
        th: ['เซรั่มฟื้นบำรุงกลางคืน', 'เข้ากันได้ดีกับสิ่งที่คุณใช้ตอนเช้า'],
      }),
    },
    {
      id: 'pour-over-set',
      name: 'Pour-over coffee set',
      family: 'kitchen',
      placements: ['web-home', 'web-product', 'app-home', 'pos-till'],
      value: 2_180,
      rate: 0.04,
      eligible: { all: [{ trait: 'last_category', is: 'in', than: ['home', 'kitchen', 'tea', 'wellness'] }, { not: { in: 'unhappy' } }] },
      cap: { most: 4, within: '7d' },
      content: words('/p/kt06', {
        en: ['Slow mornings', 'The pour-over set, back in stock.'],
        'zh-Hant': ['慢一點的早晨', '手沖咖啡組，重新到貨。'],
        'zh-Hans': ['慢一点的早晨', '手冲咖啡套装，重新到货。'],
        th: ['เช้าที่ไม่ต้องรีบ', 'ชุดกาแฟดริป กลับมาแล้ว'],
      }),
    },
    {
      id: 'lip-tint-trio',
      name: 'Velvet lip tint, three for two',
      family: 'makeup',
      placements: ['web-home', 'app-home'],
      value: 880,
      rate: 0.09,
      eligible: { all: [{ trait: 'last_category', is: 'in', than: ['makeup', 'haircare', 'fragrance', 'bath'] }, { not: { in: 'unhappy' } }] },
      cap: { most: 4, within: '7d' },
      content: words('/p/mk01', {
        en: ['Three for two', 'Velvet lip tint in the colours of autumn.'],
        'zh-Hant': ['買二送一', '絲絨唇釉，秋日新色。'],
        'zh-Hans': ['买二送一', '丝绒唇釉，秋日新色。'],
        th: ['ซื้อ 2 แถม 1', 'ลิปทินต์เนื้อกำมะหยี่ สีใหม่รับฤดูใบไม้ร่วง'],
      }),
    },
    {
      id: 'tea-gift-box',
      name: 'Aged white tea in a gift box',
      family: 'tea',
      placements: ['web-home', 'web-product', 'app-home', 'pos-till'],
      value: 1_580,
      rate: 0.03,
      cap: { most: 5, within: '7d' },
      content: words('/p/te03', {
        en: ['A gift that waits for nobody', 'White tea, aged six years, in a box of camphor wood.'],
        'zh-Hant': ['剛剛好的一份心意', '六年陳年白茶，樟木禮盒。'],
        'zh-Hans': ['刚刚好的一份心意', '六年陈年白茶，樟木礼盒。'],
        th: ['ของขวัญที่พอดีใจ', 'ชาขาวบ่มหกปี ในกล่องไม้การบูร'],
      }),
    },
    {
      id: 'skincare-samples',
      name: 'Three skin-care samples to try',
      family: 'to-try',
      placements: ['web-home', 'web-product', 'app-home'],
      value: 1_000,
      rate: 0.06,
      eligible: { not: { in: 'unhappy' } },
      cap: { most: 5, within: '7d' },
      content: words('/c/samples', {
        en: ['Try before you buy', 'Three skin-care samples with your next order.'],
        'zh-Hant': ['先試再買', '下次訂購，任選三款保養試用包。'],
        'zh-Hans': ['先试再买', '下次订购，任选三款护肤小样。'],
        th: ['ลองก่อนซื้อ', 'รับสกินแคร์ขนาดทดลองสามชิ้นกับคำสั่งซื้อครั้งถัดไป'],
      }),
    },
    {
      id: 'tea-tasting',
      name: 'Tea tasting: five small tins',
      family: 'to-try',
      placements: ['web-home', 'web-product', 'app-home'],
      value: 1_000,
      rate: 0.06,
      eligible: { not: { in: 'unhappy' } },
      cap: { most: 5, within: '7d' },
      content: words('/c/tasting', {
        en: ['Five teas, one evening', 'A tasting set to find the one you like.'],
        'zh-Hant': ['五款茶，一個夜晚', '品茶小罐組，找到您的那一味。'],
        'zh-Hans': ['五款茶，一个夜晚', '品茶小罐组，找到您喜欢的那一款。'],
        th: ['ชาห้ารสในหนึ่งค่ำคืน', 'ชุดชิมชาห้ากระป๋องเล็ก เพื่อหารสที่ใช่'],
      }),
    },
    {
      id: 'gold-preview',
      name: 'See the winter range a day early',
      family: 'club',
      kind: 'keep',
      placements: ['web-home', 'app-home'],
      value: 2_200,
      rate: 0.06,
      eligible: { in: 'gold-and-platinum' },
      cap: { most: 3, within: '7d' },
      content: words('/c/preview', {
        en: ['For you, a day before everybody', 'The winter range opens for gold and platinum first.'],
        'zh-Hant': ['比大家早一天', '冬季新品，金卡與白金卡會員搶先看。'],
        'zh-Hans': ['比大家早一天', '冬季新品，金卡与白金卡会员抢先看。'],
        th: ['ก่อนใครหนึ่งวัน', 'คอลเลกชันฤดูหนาว เปิดให้สมาชิกโกลด์และแพลทินัมก่อน'],
      }),
    },
    {
      id: 'club-invite',
      name: 'Join the club',
      family: 'club',
      kind: 'inform',
      value: 600,
      rate: 0.08,
      eligible: { trait: 'member_no', is: 'missing' },
      cap: { most: 6, within: '7d' },
      content: words('/club', {
        en: ['Join the Leaf Club', 'Points with every order, and a gift on your birthday.'],
        'zh-Hant': ['加入葉光會員', '消費累點，生日有禮。'],
        'zh-Hans': ['加入叶光会员', '消费积分，生日有礼。'],
        th: ['สมัครสมาชิก Leaf Club', 'สะสมแต้มทุกครั้งที่ซื้อ พร้อมของขวัญวันเกิด'],
      }),
    },
    {
      id: 'ask-phone-number',
      name: 'Ask for the phone number',
      family: 'club',
      kind: 'inform',
      placements: ['pos-till'],
      value: 150,
      rate: 0.4,
      tier: 0,
      eligible: { in: 'no-number' },
      content: words('/club/profile', {
        en: ['May we have your number?', 'For receipts and delivery only.'],
        'zh-Hant': ['方便留下電話嗎？', '僅用於電子發票與配送。'],
        'zh-Hans': ['方便留下电话吗？', '仅用于电子发票与配送。'],
        th: ['ขอเบอร์โทรศัพท์ได้ไหมคะ', 'ใช้สำหรับใบเสร็จและการจัดส่งเท่านั้น'],
      }),
    },
    {
      id: 'double-day',
      name: `Double day ${saleDay.slice(5).replace('-', '.')}: up to half price`,
      family: 'sale',
      value: 2_000,
      rate: 0.12,
      from: `${saleDay}T00:00+08:00`,
      until: `${saleDay}T23:59+08:00`,
      content: words('/c/double-day', { en: ['Up to half price, today only', 'Until midnight.'], 'zh-Hant': ['今日最低 5 折', '只到午夜。'], 'zh-Hans': ['今日低至 5 折', '只到午夜。'], th: ['ลดสูงสุด 50% วันนี้เท่านั้น', 'ถึงเที่ยงคืน'] }),
    },
  ]
}

type Wording = { readonly [language in 'en' | 'zh-Hant' | 'zh-Hans' | 'th']: readonly [title: string, text: string] }

function words(path: string, wording: Wording): JsonObject {
  return Object.fromEntries(Object.entries(wording).map(([language, [title, text]]) => [language, { title, text, url: `${SITE}${path}` }]))
}
