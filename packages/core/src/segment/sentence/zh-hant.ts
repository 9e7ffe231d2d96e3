/** Rules in traditional Chinese, as used in Taiwan. */
import type { Language, Unit, Verb } from './language.ts'
import { spaced } from './spacing.ts'

const UNITS: { readonly [unit in Unit]: string } = { s: '秒', m: '分鐘', h: '小時', d: '天', w: '週' }

const verb = (did: string): Verb => ({ did })

/** 繁體中文。 */
export const zhHant: Language = {
  and: (parts) => parts.reduce((text, part) => spaced(text, '，且', part)),
  or: (parts) => parts.reduce((text, part) => spaced(text, '，或', part)),
  not: (part) => `並非（${part}）`,
  group: (part) => `（${part}）`,
  everybody: '所有人',
  nobody: '沒有人',
  allOf: '符合以下所有條件',
  anyOf: '符合以下任一條件',
  noneOf: '不符合以下條件',
  list: (values) => values.join('、'),
  truth: (value) => (value ? '是' : '否'),
  span: (amount, unit) => `${amount} ${UNITS[unit]}`,
  operators: {
    equals: (trait, { value }) => spaced(trait, '是', value),
    not_equals: (trait, { value }) => spaced(trait, '不是', value),
    in: (trait, { list }) => spaced(trait, '是', list, '其中之一'),
    not_in: (trait, { list }) => spaced(trait, '不是', list, '之中任何一個'),
    contains: (trait, { value }) => spaced(trait, '包含', `「${value}」`),
    starts_with: (trait, { value }) => spaced(trait, '以', `「${value}」`, '開頭'),
    ends_with: (trait, { value }) => spaced(trait, '以', `「${value}」`, '結尾'),
    greater_than: (trait, { value }) => spaced(trait, '大於', value),
    at_least: (trait, { value }) => spaced(trait, '至少為', value),
    less_than: (trait, { value }) => spaced(trait, '小於', value),
    at_most: (trait, { value }) => spaced(trait, '最多為', value),
    between: (trait, { low, high }) => spaced(trait, '介於', low, '到', high, '之間'),
    exists: (trait) => spaced('有', trait, '資料'),
    missing: (trait) => spaced('沒有', trait, '資料'),
    is_true: (trait) => spaced(trait, '為「是」'),
    is_false: (trait) => spaced(trait, '為「否」'),
    within_last: (trait, { span }) => spaced(trait, '在最近', span, '內'),
    before_last: (trait, { span }) => spaced(trait, '距今至少', span),
    after_date: (trait, { value }) => spaced(trait, '在', value, '或之後'),
    before_date: (trait, { value }) => spaced(trait, '早於', value),
  },
  deed: ({ verb: { did }, atLeast, negated, span, after, before, where }) => {
    const dates = after && before ? spaced(after, '起至', before, '前') : after ? spaced('自', after, '起') : before && spaced('在', before, '之前')
    const when = spaced(span && spaced('最近', span, '內'), span && dates && '，', dates)
    const once = when === '' ? (negated ? `從未${did}` : `曾${did}`) : negated ? `沒有${did}` : `曾${did}`
    const deed = atLeast === 1 ? once : spaced(did, negated ? '少於' : '至少', String(atLeast), '次')
    return spaced(when, deed, where && `（條件：${where}）`)
  },
  happened: (event) => verb(`發生「${event}」`),
  verbs: {
    order_completed: verb('購買'),
    order_refunded: verb('退款'),
    checkout_started: verb('開始結帳'),
    product_added: verb('將商品加入購物車'),
    product_viewed: verb('瀏覽商品'),
    page_viewed: verb('瀏覽網頁'),
    screen_viewed: verb('瀏覽 App 畫面'),
    products_searched: verb('搜尋商品'),
    signed_up: verb('註冊'),
    logged_in: verb('登入'),
    message_delivered: verb('收到訊息'),
    message_opened: verb('開啟訊息'),
    message_clicked: verb('點擊訊息'),
    message_bounced: verb('遇到訊息退回'),
    message_complained: verb('檢舉訊息'),
    offer_shown: verb('看到優惠'),
    offer_clicked: verb('點擊優惠'),
    offer_dismissed: verb('關閉優惠'),
    consent_given: verb('表示同意'),
    consent_withdrawn: verb('撤回同意'),
  },
  member: (segment, negated) => `${negated ? '不在' : '在'}「${segment}」分眾`,
  consents: (purpose, channel, negated) => `${spaced(negated ? '不可' : '可', channel && spaced('透過', channel), '聯繫')}（目的：${purpose}）`,
  times: (count) => `${count} 次`,
  unknown: '沒有資料',
}
