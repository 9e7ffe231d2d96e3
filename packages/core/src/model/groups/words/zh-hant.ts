/** Kinds of customers described in traditional Chinese. */
import type { GroupWords } from './words.ts'

/** Traditional Chinese. */
export const zhHant: GroupWords = {
  kinds: { champions: '最佳顧客', loyal: '常客', big_spenders: '少買但金額大的顧客', new: '新顧客', fading: '逐漸沉寂的好顧客', lost: '買得少且久未回購', occasional: '偶爾購買的顧客' },
  numbered: (kind, n) => `${kind}（${n}）`,
  quadrants: {
    protect: { name: '守護', advice: '過去貢獻高，未來也高。優先服務，不必靠折扣留住。' },
    grow: { name: '培養', advice: '預期貢獻高於過去的消費。讓他們認識更多選擇。' },
    win_back: { name: '挽回', advice: '過去貢獻高，但正在沉寂。了解原因，給他們回來的理由。' },
    serve_cheaply: { name: '節約服務', advice: '過去消費少，未來預期也少。以低成本的管道維繫。' },
  },
  size: (people, share) => `共 ${people} 人，占全部的 ${share}。`,
  money: (share, each) => `貢獻了 ${share} 的金額，平均每人 ${each}。`,
  recency: (days, everybody) => `距上次購買 ${days} 天（一般顧客：${everybody} 天）。`,
  orders: (orders, everybody) => `至今 ${orders} 筆訂單（一般顧客：${everybody} 筆）。`,
  perOrder: (money, everybody) => `每筆訂單 ${money}（一般顧客：${everybody}）。`,
  tenure: (days, everybody) => `首次購買在 ${days} 天前（一般顧客：${everybody} 天前）。`,
  gap: (days, everybody) => `兩次購買相隔 ${days} 天（一般顧客：${everybody} 天）。`,
  refunds: (share, everybody) => `退回了購買金額的 ${share}（全體：${everybody}）。`,
  higher: (feature, value, everybody) => `${feature} 偏高：${value}（一般顧客：${everybody}）。`,
  lower: (feature, value, everybody) => `${feature} 偏低：${value}（一般顧客：${everybody}）。`,
  ordinary: '與一般顧客相近。',
  report: {
    title: '顧客類型', people: '人數', share: '占比', persona: '類型', moneyShare: '金額占比', recency: '距上次購買天數', orders: '訂單數', money: '金額',
    howMany: '共有幾種類型', separation: '類型之間的區別程度（輪廓係數，-1 至 1）', picture: '全體顧客：訂單數與距上次購買天數',
    blurred: '各類型彼此相連：這是同一群人的分段，而不是截然分開的群體。',
  },
}
