/** Kinds of customers described in simplified Chinese. */
import type { GroupWords } from './words.ts'

/** Simplified Chinese. */
export const zhHans: GroupWords = {
  kinds: { champions: '最佳顾客', loyal: '常客', big_spenders: '少买但金额大的顾客', new: '新顾客', fading: '逐渐沉寂的好顾客', lost: '买得少且久未复购', occasional: '偶尔购买的顾客' },
  numbered: (kind, n) => `${kind}（${n}）`,
  quadrants: {
    protect: { name: '守护', advice: '过去贡献高，未来也高。优先服务，不必靠折扣留住。' },
    grow: { name: '培养', advice: '预期贡献高于过去的消费。让他们了解更多选择。' },
    win_back: { name: '挽回', advice: '过去贡献高，但正在沉寂。了解原因，给他们回来的理由。' },
    serve_cheaply: { name: '节约服务', advice: '过去消费少，未来预期也少。用低成本的渠道维系。' },
  },
  size: (people, share) => `共 ${people} 人，占全部的 ${share}。`,
  money: (share, each) => `贡献了 ${share} 的金额，平均每人 ${each}。`,
  recency: (days, everybody) => `距上次购买 ${days} 天（一般顾客：${everybody} 天）。`,
  orders: (orders, everybody) => `至今 ${orders} 笔订单（一般顾客：${everybody} 笔）。`,
  perOrder: (money, everybody) => `每笔订单 ${money}（一般顾客：${everybody}）。`,
  tenure: (days, everybody) => `首次购买在 ${days} 天前（一般顾客：${everybody} 天前）。`,
  gap: (days, everybody) => `两次购买相隔 ${days} 天（一般顾客：${everybody} 天）。`,
  refunds: (share, everybody) => `退回了购买金额的 ${share}（全体：${everybody}）。`,
  higher: (feature, value, everybody) => `${feature} 偏高：${value}（一般顾客：${everybody}）。`,
  lower: (feature, value, everybody) => `${feature} 偏低：${value}（一般顾客：${everybody}）。`,
  ordinary: '与一般顾客相近。',
  report: {
    title: '顾客类型', people: '人数', share: '占比', persona: '类型', moneyShare: '金额占比', recency: '距上次购买天数', orders: '订单数', money: '金额',
    howMany: '共有几种类型', separation: '类型之间的区别程度（轮廓系数，-1 至 1）', picture: '全体顾客：订单数与距上次购买天数',
    blurred: '各类型彼此相连：这是同一群人的分段，而不是截然分开的群体。',
  },
}
