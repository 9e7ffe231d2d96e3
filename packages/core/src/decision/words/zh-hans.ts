/** Decisions explained in simplified Chinese. */
import type { Words } from './words.ts'

const UNITS = { s: '秒', m: '分钟', h: '小时', d: '天', w: '周' } as const

/** Simplified Chinese. */
export const zhHans: Words = {
  nothing: '不打扰',
  duration: (n, unit) => `${n} ${UNITS[unit]}`,
  chosenBest: (offer, value, chance) => `选择“${offer}”，因为它在此处的预期价值最高（${value}）；被选中的概率为 ${chance}。`,
  chosenExplored: (offer, value, chance, best) => `选择“${offer}”（${value}）是为了学习，虽然“${best}”的预期价值更高；被选中的概率为 ${chance}。`,
  chosenNothing: (chance) => `没有展示任何内容，因为没有方案比保持安静更有价值；此结果的概率为 ${chance}。`,
  chosenNothingExplored: (chance, best) => `没有展示任何内容，是为了了解“${best}”的真正效果；此结果的概率为 ${chance}。`,
  worthLess: (offer, value, best, bestValue, chance) => `“${offer}”可以展示，但其价值为 ${value}，而“${best}”为 ${bestValue}；被选中的概率为 ${chance}。`,
  bestButExplored: (offer, value, chance) => `“${offer}”的预期价值最高（${value}），但这次决策用来了解另一个选项；被选中的概率为 ${chance}。`,
  out: {
    placement: (offer) => `“${offer}”不适用于这个展示位。`,
    notYet: (offer, from) => `“${offer}”自 ${from} 才开始。`,
    over: (offer, until) => `“${offer}”已于 ${until} 结束。`,
    consent: (offer, purpose) => `“${offer}”需要“${purpose}”的同意，而此人尚未同意。`,
    eligibility: (offer) => `此人不符合“${offer}”的条件。`,
    cap: (offer, most, within) => `“${offer}”的展示次数已达上限（${within}内 ${most} 次）。`,
    tier: (offer) => `“${offer}”让位给优先级更高的方案。`,
  },
  notConsidered: (offer) => `做出决策的版本中没有“${offer}”。`,
}
