/** The demo's four letters in four languages: welcome, a cart left behind, a parcel on its way, good to see you again. */
import type { TemplateBody, TemplateDefinition } from '@rapport/core/content/types'
import { SITE } from './catalogue.ts'
import { goods, htmlOf, textOf, type Letter } from './letter.ts'
import type { Language } from './markets.ts'

type Wording = { readonly [language in Language]: Omit<Letter, 'wayOut'> }

const CLUB = `${SITE}/club`
const BACK = `${SITE}/c/welcome-back`
const CART = '{{ event.url }}'
const TRACK = '{{ event.url }}'

const WELCOME: Wording = {
  en: {
    subject: 'Welcome to the Leaf Club, {{ person.given_name | default: "friend" }}',
    preview: 'Your card, your first points, and what you can do with them.',
    title: 'Welcome, {{ person.given_name | default: "friend" }}',
    lines: ['Your card number is <strong>{{ person.member_no }}</strong>. Show it in {{ person.store | default: "any of our shops" }}, or just sign in: points come with every order.', 'On your birthday there is a small gift waiting.'],
    button: { label: 'See your card', url: CLUB },
    closing: 'If you have a question, answer this mail. A person reads it.',
  },
  'zh-Hant': {
    subject: '{{ person.name }}，歡迎加入葉光會員',
    preview: '您的會員卡號、第一筆點數，以及可以怎麼用。',
    title: '{{ person.name }}，歡迎您',
    lines: ['您的會員卡號是 <strong>{{ person.member_no }}</strong>。在{{ person.store | default: "任何門市" }}出示，或在線上登入，每筆消費都能累積點數。', '生日當月，我們為您準備了一份小禮物。'],
    button: { label: '查看會員卡', url: CLUB },
    closing: '有任何問題，直接回覆這封信即可，會有專人為您服務。',
  },
  'zh-Hans': {
    subject: '{{ person.name }}，欢迎加入叶光会员',
    preview: '您的会员卡号、第一笔积分，以及可以怎么用。',
    title: '{{ person.name }}，欢迎您',
    lines: ['您的会员卡号是 <strong>{{ person.member_no }}</strong>。在{{ person.store | default: "任何门店" }}出示，或在线上登录，每笔消费都能累积积分。', '生日当月，我们为您准备了一份小礼物。'],
    button: { label: '查看会员卡', url: CLUB },
    closing: '有任何问题，直接回复这封邮件即可，会有专人为您服务。',
  },
  th: {
    subject: 'ยินดีต้อนรับสู่ Leaf Club คุณ{{ person.given_name }}',
    preview: 'หมายเลขสมาชิก แต้มแรก และสิทธิประโยชน์ของคุณ',
    title: 'ยินดีต้อนรับ คุณ{{ person.given_name }}',
    lines: ['หมายเลขสมาชิกของคุณคือ <strong>{{ person.member_no }}</strong> แสดงที่{{ person.store | default: "ทุกสาขา" }} หรือเข้าสู่ระบบออนไลน์ เพื่อสะสมแต้มทุกครั้งที่ซื้อ', 'ในเดือนเกิดของคุณ เรามีของขวัญเล็ก ๆ รออยู่'],
    button: { label: 'ดูบัตรสมาชิก', url: CLUB },
    closing: 'มีคำถามใด ตอบกลับอีเมลฉบับนี้ได้เลย ทีมงานของเราอ่านทุกฉบับ',
  },
}

const CART_LEFT: Wording = {
  en: {
    subject: 'Still in your cart: {{ event.items[0].name }}',
    preview: 'We kept it for you.',
    title: 'You left something behind',
    lines: ['{% if person.given_name %}{{ person.given_name }}, your{% else %}Your{% endif %} cart is as you left it. Prices stay as they are until tonight.'],
    goods: goods('en', 'Total'),
    button: { label: 'Back to the cart', url: CART },
    closing: 'Changed your mind? Then this is the only mail about it.',
  },
  'zh-Hant': {
    subject: '購物車裡還有：{{ event.items[0].name }}',
    preview: '商品還為您保留著。',
    title: '您的購物車還在等您',
    lines: ['{% if person.name %}{{ person.name }}，{% endif %}您挑選的商品都還在，價格保留到今晚。'],
    goods: goods('zh-Hant', '合計'),
    button: { label: '回到購物車', url: CART },
    closing: '如果改變心意也沒關係，我們只提醒這一次。',
  },
  'zh-Hans': {
    subject: '购物车里还有：{{ event.items[0].name }}',
    preview: '商品还为您保留着。',
    title: '您的购物车还在等您',
    lines: ['{% if person.name %}{{ person.name }}，{% endif %}您挑选的商品都还在，价格保留到今晚。'],
    goods: goods('zh-Hans', '合计'),
    button: { label: '回到购物车', url: CART },
    closing: '如果改变主意也没关系，我们只提醒这一次。',
  },
  th: {
    subject: 'ยังอยู่ในตะกร้าของคุณ: {{ event.items[0].name }}',
    preview: 'เราเก็บไว้ให้คุณแล้ว',
    title: 'คุณลืมอะไรไว้ในตะกร้าหรือเปล่า',
    lines: ['{% if person.given_name %}คุณ{{ person.given_name }} {% endif %}สินค้าที่คุณเลือกยังอยู่ครบ และราคาเดิมถึงคืนนี้'],
    goods: goods('th', 'รวม'),
    button: { label: 'กลับไปที่ตะกร้า', url: CART },
    closing: 'หากเปลี่ยนใจก็ไม่เป็นไร เราจะเตือนเพียงครั้งนี้',
  },
}

const SHIPPED: Wording = {
  en: {
    subject: 'Order {{ event.order }} is on its way',
    preview: '{{ event.carrier }}, number {{ event.tracking }}',
    title: 'Your parcel has left',
    lines: ['{{ event.carrier }} has it, number <strong>{{ event.tracking }}</strong>. It should arrive on {{ event.expected | date_in: person.timezone, "en", "long" }}.'],
    goods: goods('en', 'Total'),
    button: { label: 'Follow the parcel', url: TRACK },
    closing: 'We write again only if something goes wrong.',
  },
  'zh-Hant': {
    subject: '訂單 {{ event.order }} 已出貨',
    preview: '{{ event.carrier }}，單號 {{ event.tracking }}',
    title: '您的包裹出發了',
    lines: ['已交給{{ event.carrier }}，單號 <strong>{{ event.tracking }}</strong>，預計 {{ event.expected | date_in: person.timezone, "zh-Hant-TW", "long" }} 送達。'],
    goods: goods('zh-Hant', '合計'),
    button: { label: '追蹤包裹', url: TRACK },
    closing: '若配送有狀況，我們會立即通知您。',
  },
  'zh-Hans': {
    subject: '订单 {{ event.order }} 已发货',
    preview: '{{ event.carrier }}，单号 {{ event.tracking }}',
    title: '您的包裹出发了',
    lines: ['已交给{{ event.carrier }}，单号 <strong>{{ event.tracking }}</strong>，预计 {{ event.expected | date_in: person.timezone, "zh-Hans-CN", "long" }} 送达。'],
    goods: goods('zh-Hans', '合计'),
    button: { label: '查看物流', url: TRACK },
    closing: '如配送有异常，我们会立即通知您。',
  },
  th: {
    subject: 'คำสั่งซื้อ {{ event.order }} จัดส่งแล้ว',
    preview: '{{ event.carrier }} หมายเลข {{ event.tracking }}',
    title: 'พัสดุของคุณออกเดินทางแล้ว',
    lines: ['จัดส่งโดย {{ event.carrier }} หมายเลข <strong>{{ event.tracking }}</strong> คาดว่าจะถึงวันที่ {{ event.expected | date_in: person.timezone, "th", "long" }}'],
    goods: goods('th', 'รวม'),
    button: { label: 'ติดตามพัสดุ', url: TRACK },
    closing: 'หากมีปัญหาในการจัดส่ง เราจะแจ้งให้ทราบทันที',
  },
}

const WIN_BACK: Wording = {
  en: {
    subject: '{{ person.given_name | default: "Hello" }}, 15 % to start again',
    preview: 'For two weeks, on everything.',
    title: 'Good to see you again',
    lines: ['It has been a while. New since then: the winter range, and refills for most of skincare.', 'Because you were one of our good customers: <strong>15 % off everything</strong> for two weeks, without a code.'],
    button: { label: 'Have a look', url: BACK },
    closing: 'It is applied when you sign in.',
  },
  'zh-Hant': {
    subject: '{{ person.name }}，好久不見，85 折等您回來',
    preview: '兩週內全館適用。',
    title: '很高興再見到您',
    lines: ['好一陣子沒見了。這段期間我們推出了冬季新品，多數保養品也有了補充包。', '感謝您一路支持：兩週內<strong>全館 85 折</strong>，無須輸入折扣碼。'],
    button: { label: '回來逛逛', url: BACK },
    closing: '登入後自動折抵。',
  },
  'zh-Hans': {
    subject: '{{ person.name }}，好久不见，85 折等您回来',
    preview: '两周内全馆适用。',
    title: '很高兴再见到您',
    lines: ['好一阵子没见了。这段时间我们推出了冬季新品，多数护肤品也有了替换装。', '感谢您一路支持：两周内<strong>全馆 85 折</strong>，无需输入优惠码。'],
    button: { label: '回来逛逛', url: BACK },
    closing: '登录后自动抵扣。',
  },
  th: {
    subject: 'คุณ{{ person.given_name }} เราคิดถึงคุณ รับส่วนลด 15%',
    preview: 'ใช้ได้กับทุกชิ้นภายในสองสัปดาห์',
    title: 'ยินดีที่ได้พบกันอีกครั้ง',
    lines: ['ไม่ได้พบกันนานแล้ว ระหว่างนี้เรามีคอลเลกชันฤดูหนาว และแบบเติมสำหรับสกินแคร์เกือบทุกตัว', 'ขอบคุณที่เป็นลูกค้าคนสำคัญ รับ<strong>ส่วนลด 15% ทุกชิ้น</strong> ภายในสองสัปดาห์ โดยไม่ต้องใช้โค้ด'],
    button: { label: 'แวะมาชม', url: BACK },
    closing: 'ส่วนลดจะหักให้อัตโนมัติเมื่อเข้าสู่ระบบ',
  },
}

/** The templates. */
export const TEMPLATES: readonly TemplateDefinition[] = [
  template('welcome', 'Welcome to the club', WELCOME, true),
  template('cart-left', 'A cart left behind', CART_LEFT, true),
  template('order-shipped', 'Your parcel is on its way', SHIPPED, false),
  template('win-back', 'Good to see you again', WIN_BACK, true),
]

function template(id: string, name: string, wording: Wording, wayOut: boolean): TemplateDefinition {
  const bodies = Object.fromEntries(Object.entries(wording).map(([language, words]): [string, TemplateBody] => {
    const letter: Letter = { ...words, wayOut }
    return [language, { subject: letter.subject, html: htmlOf(language as Language, letter), text: textOf(language as Language, letter).replaceAll(/<\/?strong>/g, '') }]
  }))
  return { id, name, channel: 'email', bodies, defaultLocale: 'en' }
}
