/** Rules in Thai. */
import type { Language, Unit, Verb } from './language.ts'

const UNITS: { readonly [unit in Unit]: string } = { s: 'วินาที', m: 'นาที', h: 'ชั่วโมง', d: 'วัน', w: 'สัปดาห์' }

const verb = (did: string): Verb => ({ did })

/** Thai words follow each other without a space, quotation marks do not. */
const attached = (text: string, next: string): string => (text.endsWith('”') && next !== '' ? `${text} ${next}` : `${text}${next}`)

/** ภาษาไทย */
export const th: Language = {
  and: (parts) => parts.join(' และ '),
  or: (parts) => parts.join(' หรือ '),
  not: (part) => `ไม่ใช่กรณีที่ (${part})`,
  group: (part) => `(${part})`,
  everybody: 'ทุกคน',
  nobody: 'ไม่มีใคร',
  allOf: 'ตรงตามเงื่อนไขทุกข้อต่อไปนี้',
  anyOf: 'ตรงตามเงื่อนไขต่อไปนี้อย่างน้อยหนึ่งข้อ',
  noneOf: 'ไม่ตรงตามเงื่อนไขต่อไปนี้',
  list: (values) => (values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} หรือ ${values.at(-1)}`),
  truth: (value) => (value ? 'ใช่' : 'ไม่ใช่'),
  span: (amount, unit) => `${amount} ${UNITS[unit]}`,
  operators: {
    equals: (trait, { value }) => `${trait} คือ ${value}`,
    not_equals: (trait, { value }) => `${trait} ไม่ใช่ ${value}`,
    in: (trait, { list }) => `${trait} คือ ${list}`,
    not_in: (trait, { list }) => `${trait} ไม่ใช่ ${list}`,
    contains: (trait, { value }) => `${trait} มีคำว่า “${value}”`,
    starts_with: (trait, { value }) => `${trait} ขึ้นต้นด้วย “${value}”`,
    ends_with: (trait, { value }) => `${trait} ลงท้ายด้วย “${value}”`,
    greater_than: (trait, { value }) => `${trait} มากกว่า ${value}`,
    at_least: (trait, { value }) => `${trait} ไม่น้อยกว่า ${value}`,
    less_than: (trait, { value }) => `${trait} น้อยกว่า ${value}`,
    at_most: (trait, { value }) => `${trait} ไม่เกิน ${value}`,
    between: (trait, { low, high }) => `${trait} อยู่ระหว่าง ${low} ถึง ${high}`,
    exists: (trait) => `มีข้อมูล ${trait}`,
    missing: (trait) => `ไม่มีข้อมูล ${trait}`,
    is_true: (trait) => `${trait} เป็น “ใช่”`,
    is_false: (trait) => `${trait} เป็น “ไม่ใช่”`,
    within_last: (trait, { span }) => `${trait} อยู่ในช่วง ${span}ที่ผ่านมา`,
    before_last: (trait, { span }) => `${trait} ผ่านมาแล้วอย่างน้อย ${span}`,
    after_date: (trait, { value }) => `${trait} ตั้งแต่ ${value} เป็นต้นไป`,
    before_date: (trait, { value }) => `${trait} ก่อน ${value}`,
  },
  deed: ({ verb: { did }, atLeast, negated, span, after, before, where }) => {
    const dates = after && before ? `ตั้งแต่ ${after} ถึงก่อน ${before}` : after ? `ตั้งแต่ ${after}` : before && `ก่อน ${before}`
    const when = [span && `ในช่วง ${span}ที่ผ่านมา`, dates].filter((part) => part).join(' ')
    const once = when === '' ? (negated ? `ไม่เคย${did}` : `เคย${did}`) : negated ? `ไม่ได้${did}` : did
    const often = atLeast === 1 ? once : attached(did, `${negated ? 'น้อยกว่า' : 'อย่างน้อย'} ${atLeast} ครั้ง`)
    return `${attached(often, when)}${where === null ? '' : ` (โดยที่ ${where})`}`
  },
  happened: (event) => verb(`ทำ “${event}”`),
  verbs: {
    order_completed: verb('ซื้อสินค้า'),
    order_refunded: verb('ขอคืนเงิน'),
    checkout_started: verb('เริ่มชำระเงิน'),
    product_added: verb('หยิบสินค้าใส่ตะกร้า'),
    product_viewed: verb('ดูสินค้า'),
    page_viewed: verb('เข้าชมหน้าเว็บ'),
    screen_viewed: verb('เปิดดูหน้าจอในแอป'),
    products_searched: verb('ค้นหาสินค้า'),
    signed_up: verb('สมัครสมาชิก'),
    logged_in: verb('เข้าสู่ระบบ'),
    message_delivered: verb('ได้รับข้อความ'),
    message_opened: verb('เปิดอ่านข้อความ'),
    message_clicked: verb('คลิกในข้อความ'),
    message_bounced: verb('มีข้อความถูกตีกลับ'),
    message_complained: verb('ร้องเรียนเรื่องข้อความ'),
    offer_shown: verb('เห็นข้อเสนอ'),
    offer_clicked: verb('คลิกข้อเสนอ'),
    offer_dismissed: verb('ปิดข้อเสนอ'),
    consent_given: verb('ให้ความยินยอม'),
    consent_withdrawn: verb('ถอนความยินยอม'),
  },
  member: (segment, negated) => `${negated ? 'ไม่' : ''}อยู่ในกลุ่มเป้าหมาย “${segment}”`,
  consents: (purpose, channel, negated) => `ติดต่อเพื่อ ${purpose}${channel === null ? '' : ` ทาง ${channel}`} ${negated ? 'ไม่ได้' : 'ได้'}`,
  times: (count) => `${count} ครั้ง`,
  unknown: 'ไม่มีข้อมูล',
}
