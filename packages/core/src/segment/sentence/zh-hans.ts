/** Rules in simplified Chinese, as used in mainland China. */
import type { Language, Unit, Verb } from './language.ts'
import { spaced } from './spacing.ts'

const UNITS: { readonly [unit in Unit]: string } = { s: '秒', m: '分钟', h: '小时', d: '天', w: '周' }

const verb = (did: string): Verb => ({ did })

/** 简体中文。 */
export const zhHans: Language = {
  and: (parts) => parts.reduce((text, part) => spaced(text, '，且', part)),
  or: (parts) => parts.reduce((text, part) => spaced(text, '，或', part)),
  not: (part) => `并非（${part}）`,
  group: (part) => `（${part}）`,
  everybody: '所有人',
  nobody: '没有人',
  allOf: '满足以下全部条件',
  anyOf: '满足以下任一条件',
  noneOf: '不满足以下条件',
  list: (values) => values.join('、'),
  truth: (value) => (value ? '是' : '否'),
  span: (amount, unit) => `${amount} ${UNITS[unit]}`,
  operators: {
    equals: (trait, { value }) => spaced(trait, '是', value),
    not_equals: (trait, { value }) => spaced(trait, '不是', value),
    in: (trait, { list }) => spaced(trait, '是', list, '其中之一'),
    not_in: (trait, { list }) => spaced(trait, '不是', list, '中的任何一个'),
    contains: (trait, { value }) => spaced(trait, '包含', `“${value}”`),
    starts_with: (trait, { value }) => spaced(trait, '以', `“${value}”`, '开头'),
    ends_with: (trait, { value }) => spaced(trait, '以', `“${value}”`, '结尾'),
    greater_than: (trait, { value }) => spaced(trait, '大于', value),
    at_least: (trait, { value }) => spaced(trait, '至少为', value),
    less_than: (trait, { value }) => spaced(trait, '小于', value),
    at_most: (trait, { value }) => spaced(trait, '最多为', value),
    between: (trait, { low, high }) => spaced(trait, '在', low, '到', high, '之间'),
    exists: (trait) => spaced('有', trait, '数据'),
    missing: (trait) => spaced('没有', trait, '数据'),
    is_true: (trait) => spaced(trait, '为“是”'),
    is_false: (trait) => spaced(trait, '为“否”'),
    within_last: (trait, { span }) => spaced(trait, '在最近', span, '内'),
    before_last: (trait, { span }) => spaced(trait, '距今至少', span),
    after_date: (trait, { value }) => spaced(trait, '在', value, '或之后'),
    before_date: (trait, { value }) => spaced(trait, '早于', value),
  },
  deed: ({ verb: { did }, atLeast, negated, span, after, before, where }) => {
    const dates = after && before ? spaced(after, '起至', before, '前') : after ? spaced('自', after, '起') : before && spaced('在', before, '之前')
    const when = spaced(span && spaced('最近', span, '内'), span && dates && '，', dates)
    const once = when === '' ? (negated ? `从未${did}` : `曾${did}`) : negated ? `没有${did}` : `曾${did}`
    const deed = atLeast === 1 ? once : spaced(did, negated ? '少于' : '至少', String(atLeast), '次')
    return spaced(when, deed, where && `（条件：${where}）`)
  },
  happened: (event) => verb(`发生“${event}”`),
  verbs: {
    order_completed: verb('购买'),
    order_refunded: verb('退款'),
    checkout_started: verb('开始结算'),
    product_added: verb('将商品加入购物车'),
    product_viewed: verb('浏览商品'),
    page_viewed: verb('浏览网页'),
    screen_viewed: verb('浏览 App 页面'),
    products_searched: verb('搜索商品'),
    signed_up: verb('注册'),
    logged_in: verb('登录'),
    message_delivered: verb('收到消息'),
    message_opened: verb('打开消息'),
    message_clicked: verb('点击消息'),
    message_bounced: verb('遇到消息退回'),
    message_complained: verb('投诉消息'),
    offer_shown: verb('看到优惠'),
    offer_clicked: verb('点击优惠'),
    offer_dismissed: verb('关闭优惠'),
    consent_given: verb('表示同意'),
    consent_withdrawn: verb('撤回同意'),
  },
  member: (segment, negated) => `${negated ? '不在' : '在'}“${segment}”人群中`,
  consents: (purpose, channel, negated) => `${spaced(negated ? '不可' : '可', channel && spaced('通过', channel), '联系')}（目的：${purpose}）`,
  times: (count) => `${count} 次`,
  unknown: '没有数据',
}
