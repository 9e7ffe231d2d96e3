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
    stopped: (offer) => `“${offer}”无法在此发出：此人的这个渠道已停用。`,
    dismissed: (offer) => `此人已关闭“${offer}”，暂时不再展示。`,
    moment: (offer, moment) => `此刻不适合“${offer}”：${moment}。`,
    stock: (offer, stock) => `“${offer}”的 ${stock} 份名额已全部用完。`,
    budget: (offer, budget) => `“${offer}”会超出预算“${budget}”。`,
    group: (offer, told) => `此人刚看过“${told}”，再提“${offer}”会前后矛盾。`,
    control: (offer) => `“${offer}”可以展示，但此人本季度属于对照组，不主动推荐。`,
  },
  nothingPossible: (reasons) => `没有展示任何内容，因为没有可用的方案：${reasons}。`,
  failed: {
    placement: (n) => `${n} 个属于其他展示位`,
    consent: (n) => `${n} 个未取得同意`,
    suppression: (n) => `${n} 个已被停用或关闭`,
    eligibility: (n) => `${n} 个不符合条件`,
    moment: (n) => `${n} 个不适合此刻`,
    schedule: (n) => `${n} 个不在投放期内`,
    stock: (n) => `${n} 个名额已满`,
    budget: (n) => `${n} 个超出预算`,
    cap: (n) => `${n} 个已达次数上限`,
    group: (n) => `${n} 个与之前所说矛盾`,
    tier: (n) => `${n} 个让位给更重要的事`,
    control: (n) => `${n} 个因对照组而保留`,
  },
  chosenControl: () => '没有主动推荐：此人本季度属于对照组，用来衡量推荐的真实效益。服务与帮助不受影响。',
  worth: ({ chance, value, lever, cost, channelCost, shadow, moments, score }) =>
    [`成功概率 ${chance} × 价值 ${value}`, lever && ` × 权重 ${lever}`, cost && ` − 成本 ${cost}`, channelCost && ` − 渠道费用 ${channelCost}`, shadow && ` − 预算稀缺 ${shadow}`, moments && ` − 当下情境 ${moments}`, ` = ${score}`]
      .filter(Boolean)
      .join(''),
  momentsHold: (moments) => `目前影响推荐的情境：${moments}。`,
  spokeFor: (list) => `支持这个选择的因素：${list}。`,
  spokeAgainst: (list) => `不利于这个选择的因素：${list}。`,
  onlyWatches: (chance) => `模型目前只观察，不做决定；若由它判断，成功概率为 ${chance}。`,
  comma: '、',
  notConsidered: (offer) => `做出决策的版本中没有“${offer}”。`,
}
