/** The tracking plan of the demo's retailer: what its most important events must look like, in the words of those who send them. */
import type { EventDefinition, PropertyDefinition } from '@rapport/core/event/tracking-plan'
import { CATEGORIES } from './catalogue.ts'
import { MARKETS } from './markets.ts'

const CURRENCIES = Object.values(MARKETS).map(({ currency }) => currency)

/** A text in the four languages of the house. */
function words(en: string, hant: string, hans: string, th: string): { readonly [language: string]: string } {
  return { en, 'zh-Hant': hant, 'zh-Hans': hans, th }
}

const TOTAL: PropertyDefinition = { path: 'total', type: 'number', required: true, min: 0, description: words('What was paid, in the currency of the order', '實付金額，以訂單幣別計', '实付金额，以订单币种计', 'ยอดที่ชำระในสกุลเงินของคำสั่งซื้อ'), example: 2_380 }
const TOTAL_TWD: PropertyDefinition = { path: 'total_twd', type: 'number', required: true, min: 0, description: words('The same in Taiwan dollars, for comparing markets', '換算為新台幣，供跨市場比較', '换算为新台币，供跨市场比较', 'แปลงเป็นดอลลาร์ไต้หวัน เพื่อเทียบระหว่างตลาด') }
const CURRENCY: PropertyDefinition = { path: 'currency', type: 'text', required: true, oneOf: CURRENCIES, description: words('Currency of the amounts', '金額幣別', '金额币种', 'สกุลเงินของยอด') }
const CATEGORY: PropertyDefinition = { path: 'category', type: 'text', oneOf: [...CATEGORIES], description: words('Department', '商品部門', '商品部门', 'แผนกสินค้า') }
const ITEMS: readonly PropertyDefinition[] = [
  { path: 'items', type: 'list', required: true, min: 1, description: words('What is in it', '商品明細', '商品明细', 'รายการสินค้า') },
  { path: 'items[].sku', type: 'text', required: true, pattern: '[A-Z]{2}\\d{2}', description: words('Article number', '商品編號', '商品编号', 'รหัสสินค้า'), example: 'SK02' },
  { path: 'items[].name', type: 'text', description: words('Name in the buyer’s language', '買家語言的商品名稱', '买家语言的商品名称', 'ชื่อสินค้าในภาษาของผู้ซื้อ') },
  { path: 'items[].price', type: 'number', required: true, min: 0, description: words('Price of one', '單價', '单价', 'ราคาต่อชิ้น') },
  { path: 'items[].quantity', type: 'integer', required: true, min: 1, description: words('How many', '數量', '数量', 'จำนวน') },
  { path: 'items[].category', type: 'text', description: words('Department of the article', '商品所屬部門', '商品所属部门', 'แผนกของสินค้า') },
]

/** The plan: names are left out where the console has them in its reader's language; mostly marks; answers to surveys are kept out when they cannot be counted. */
export const TRACKING_PLAN: readonly EventDefinition[] = [
  {
    id: 'order_completed',
    description: words('Somebody has paid: on the web, in the app, or at a till.', '顧客完成付款：網站、App 或門市收銀台。', '顾客完成付款：网站、App 或门店收银台。', 'ลูกค้าชำระเงินแล้ว ไม่ว่าบนเว็บ ในแอป หรือที่เคาน์เตอร์'),
    owner: 'E-commerce',
    extra: 'mark',
    enforce: 'mark',
    properties: [
      { path: 'order', type: 'text', required: true, pattern: '[A-Z]{2}-[A-Z][0-9A-Z]+', description: words('Order number', '訂單編號', '订单编号', 'เลขที่คำสั่งซื้อ'), example: 'TW-W1A2B3C' },
      ...ITEMS,
      TOTAL,
      CURRENCY,
      TOTAL_TWD,
      CATEGORY,
      { path: 'channel', type: 'text', required: true, oneOf: ['web', 'app', 'shop'], description: words('Where it was bought', '購買通路', '购买渠道', 'ช่องทางที่ซื้อ') },
      { path: 'coupon', type: 'text', description: words('Discount code', '折扣碼', '优惠码', 'โค้ดส่วนลด') },
      { path: 'payment', type: 'text', description: words('How it was paid', '付款方式', '付款方式', 'วิธีชำระเงิน') },
      { path: 'shop', type: 'text', description: words('Shop of a sale at a till', '門市名稱', '门店名称', 'ชื่อสาขา') },
      { path: 'clerk', type: 'text', pii: 'identifier', description: words('Number of the colleague at the till', '門市人員編號', '门店人员编号', 'รหัสพนักงานขาย') },
    ],
  },
  {
    id: 'cart_updated',
    description: words('Something was put into the cart, or taken out.', '購物車內容有變動。', '购物车内容有变动。', 'มีการเพิ่มหรือลดสินค้าในตะกร้า'),
    owner: 'E-commerce',
    sources: ['web', 'app'],
    extra: 'mark',
    enforce: 'mark',
    properties: [
      { path: 'cart', type: 'text', required: true, description: words('Number of the cart', '購物車編號', '购物车编号', 'เลขที่ตะกร้า') },
      ...ITEMS,
      TOTAL,
      CURRENCY,
      TOTAL_TWD,
      CATEGORY,
      { path: 'url', type: 'text', description: words('Where to go back to it', '返回購物車的網址', '返回购物车的网址', 'ลิงก์กลับไปที่ตะกร้า') },
    ],
  },
  {
    id: 'product_viewed',
    description: words('Somebody looked at a product page.', '顧客瀏覽商品頁。', '顾客浏览商品页。', 'ลูกค้าดูหน้าสินค้า'),
    owner: 'Web analytics',
    sources: ['web', 'app'],
    extra: 'mark',
    enforce: 'mark',
    properties: [
      { path: 'sku', type: 'text', required: true, pattern: '[A-Z]{2}\\d{2}', description: words('Article number', '商品編號', '商品编号', 'รหัสสินค้า'), example: 'TE01' },
      { path: 'name', type: 'text', description: words('Name in the reader’s language', '瀏覽者語言的商品名稱', '浏览者语言的商品名称', 'ชื่อสินค้าในภาษาของผู้ดู') },
      { path: 'category', type: 'text', required: true, oneOf: [...CATEGORIES], description: words('Department', '商品部門', '商品部门', 'แผนกสินค้า') },
      { path: 'price', type: 'number', required: true, min: 0, description: words('Price shown', '顯示價格', '显示价格', 'ราคาที่แสดง') },
      CURRENCY,
      { path: 'url', type: 'text', description: words('Address of the page', '頁面網址', '页面网址', 'ที่อยู่หน้าเว็บ') },
    ],
  },
  {
    id: 'identified',
    description: words('A record of a person: from the membership system, a form, a till or a partner.', '一筆個人資料：來自會員系統、表單、收銀台或合作夥伴。', '一笔个人资料：来自会员系统、表单、收银台或合作伙伴。', 'ข้อมูลของบุคคล จากระบบสมาชิก แบบฟอร์ม เคาน์เตอร์ หรือพันธมิตร'),
    owner: 'Member services',
    extra: 'allow',
    enforce: 'mark',
    properties: [
      { path: 'traits', type: 'object', required: true },
      { path: 'traits.name', type: 'text', pii: 'identifier', description: words('Full name as the source writes it', '來源所寫的全名', '来源所写的全名', 'ชื่อเต็มตามที่แหล่งข้อมูลเขียน') },
      { path: 'traits.email', type: 'text', pii: 'contact', description: words('E-mail', '電子郵件', '电子邮件', 'อีเมล') },
      { path: 'traits.phone', type: 'text', pii: 'contact', description: words('Phone, in any form', '電話，格式不限', '电话，格式不限', 'โทรศัพท์ รูปแบบใดก็ได้') },
      { path: 'traits.address', type: 'text', pii: 'contact', description: words('Street and number', '街道與門牌', '街道与门牌', 'ถนนและเลขที่') },
      { path: 'traits.birthday', type: 'text', pii: 'sensitive', pattern: '\\d{4}-\\d{2}-\\d{2}', description: words('Birth date as YYYY-MM-DD of the common era', '生日，西元 YYYY-MM-DD', '生日，公历 YYYY-MM-DD', 'วันเกิด ค.ศ. รูปแบบ YYYY-MM-DD'), example: '1990-03-14' },
      { path: 'traits.income_band', type: 'text', oneOf: ['A', 'B', 'C', 'D', 'E'], pii: 'sensitive', description: words('Income band of a bought list', '外購名單的所得級距', '外购名单的收入级距', 'ช่วงรายได้จากรายชื่อที่ซื้อมา') },
    ],
  },
  {
    id: 'ticket_opened',
    description: words('Somebody asked for help.', '顧客提出問題或申訴。', '顾客提出问题或投诉。', 'ลูกค้าขอความช่วยเหลือ'),
    owner: 'Customer care',
    sources: ['service'],
    extra: 'mark',
    enforce: 'mark',
    properties: [
      { path: 'ticket', type: 'text', required: true, description: words('Number of the ticket', '案件編號', '工单编号', 'หมายเลขเรื่อง') },
      { path: 'topic', type: 'text', required: true, oneOf: ['delivery', 'return', 'product_question', 'points', 'payment'], description: words('What it is about', '主題', '主题', 'หัวข้อ') },
      { path: 'channel', type: 'text', oneOf: ['phone', 'chat', 'email', 'shop'], description: words('How they reached us', '聯絡方式', '联系方式', 'ช่องทางติดต่อ') },
      { path: 'order', type: 'text', description: words('Order that it is about', '相關訂單', '相关订单', 'คำสั่งซื้อที่เกี่ยวข้อง') },
    ],
  },
  {
    id: 'nps_answered',
    description: words('"Would you recommend us?", 0 to 10. A text here would spoil the average, so it is kept out until it is mended.', '「您會推薦我們嗎？」0 到 10 分。文字會讓平均失真，因此先擋下，修正後再重送。', '“您会推荐我们吗？”0 到 10 分。文字会让平均失真，因此先拦下，修正后再重送。', '“คุณจะแนะนำเราหรือไม่” 0 ถึง 10 คะแนน ถ้าเป็นข้อความ ค่าเฉลี่ยจะเพี้ยน จึงกันไว้จนกว่าจะแก้'),
    owner: 'Customer care',
    extra: 'mark',
    enforce: 'block',
    properties: [
      { path: 'score', type: 'integer', required: true, min: 0, max: 10, description: words('Points', '分數', '分数', 'คะแนน'), example: 9 },
      { path: 'order', type: 'text', description: words('Order that was asked about', '詢問的訂單', '询问的订单', 'คำสั่งซื้อที่ถามถึง') },
    ],
  },
  {
    id: 'gift_card_redeemed',
    name: 'Gift card redeemed',
    description: words('Planned for the new year; nobody sends it yet.', '預計新年上線，目前尚無系統送出。', '预计新年上线，目前尚无系统发送。', 'วางแผนไว้สำหรับปีใหม่ ยังไม่มีระบบใดส่งมา'),
    owner: 'E-commerce',
    extra: 'mark',
    enforce: 'mark',
    properties: [
      { path: 'card', type: 'text', required: true, pii: 'identifier', description: words('Number of the card', '禮物卡號', '礼品卡号', 'หมายเลขบัตรของขวัญ') },
      { path: 'amount', type: 'number', required: true, min: 1, description: words('Amount used', '使用金額', '使用金额', 'ยอดที่ใช้') },
      CURRENCY,
    ],
  },
]
