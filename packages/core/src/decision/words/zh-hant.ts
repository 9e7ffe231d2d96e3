/** Decisions explained in traditional Chinese. */
import type { Words } from './words.ts'

const UNITS = { s: '秒', m: '分鐘', h: '小時', d: '天', w: '週' } as const

/** Traditional Chinese. */
export const zhHant: Words = {
  nothing: '不打擾',
  duration: (n, unit) => `${n} ${UNITS[unit]}`,
  chosenBest: (offer, value, chance) => `選擇「${offer}」，因為它在此處的預期價值最高（${value}）；被選中的機率為 ${chance}。`,
  chosenExplored: (offer, value, chance, best) => `選擇「${offer}」（${value}）是為了學習，雖然「${best}」的預期價值更高；被選中的機率為 ${chance}。`,
  chosenNothing: (chance) => `沒有顯示任何內容，因為沒有方案比保持安靜更有價值；此結果的機率為 ${chance}。`,
  chosenNothingExplored: (chance, best) => `沒有顯示任何內容，是為了了解「${best}」的真正效果；此結果的機率為 ${chance}。`,
  worthLess: (offer, value, best, bestValue, chance) => `「${offer}」可以顯示，但其價值為 ${value}，而「${best}」為 ${bestValue}；被選中的機率為 ${chance}。`,
  bestButExplored: (offer, value, chance) => `「${offer}」的預期價值最高（${value}），但這次決策用來了解另一個選項；被選中的機率為 ${chance}。`,
  out: {
    placement: (offer) => `「${offer}」不適用於這個版位。`,
    notYet: (offer, from) => `「${offer}」自 ${from} 才開始。`,
    over: (offer, until) => `「${offer}」已於 ${until} 結束。`,
    consent: (offer, purpose) => `「${offer}」需要「${purpose}」的同意，而此人尚未同意。`,
    eligibility: (offer) => `此人不符合「${offer}」的條件。`,
    cap: (offer, most, within) => `「${offer}」的顯示次數已達上限（${within}內 ${most} 次）。`,
    tier: (offer) => `「${offer}」讓位給優先順序更高的方案。`,
    stopped: (offer) => `「${offer}」無法在此送出：此人的這個管道已停用。`,
    dismissed: (offer) => `此人已關閉「${offer}」，暫時不再顯示。`,
    moment: (offer, moment) => `此刻不適合「${offer}」：${moment}。`,
    stock: (offer, stock) => `「${offer}」的 ${stock} 份名額已全數用完。`,
    budget: (offer, budget) => `「${offer}」會超出預算「${budget}」。`,
    group: (offer, told) => `此人剛看過「${told}」，再提「${offer}」會前後矛盾。`,
    control: (offer) => `「${offer}」可以顯示，但此人本季屬於對照組，不主動推薦。`,
  },
  nothingPossible: (reasons) => `沒有顯示任何內容，因為沒有可用的方案：${reasons}。`,
  failed: {
    placement: (n) => `${n} 個屬於其他版位`,
    consent: (n) => `${n} 個未取得同意`,
    suppression: (n) => `${n} 個已被停用或關閉`,
    eligibility: (n) => `${n} 個不符合條件`,
    moment: (n) => `${n} 個不適合此刻`,
    schedule: (n) => `${n} 個不在檔期內`,
    stock: (n) => `${n} 個名額已滿`,
    budget: (n) => `${n} 個超出預算`,
    cap: (n) => `${n} 個已達次數上限`,
    group: (n) => `${n} 個與先前所說矛盾`,
    tier: (n) => `${n} 個讓位給更重要的事`,
    control: (n) => `${n} 個因對照組而保留`,
  },
  chosenControl: () => '沒有主動推薦：此人本季屬於對照組，用來衡量推薦的真正效益。服務與協助不受影響。',
  worth: ({ chance, value, lever, cost, channelCost, shadow, moments, score }) =>
    [`成功機率 ${chance} × 價值 ${value}`, lever && ` × 權重 ${lever}`, cost && ` − 成本 ${cost}`, channelCost && ` − 管道費用 ${channelCost}`, shadow && ` − 預算稀缺 ${shadow}`, moments && ` − 當下情境 ${moments}`, ` = ${score}`]
      .filter(Boolean)
      .join(''),
  momentsHold: (moments) => `目前影響推薦的情境：${moments}。`,
  spokeFor: (list) => `支持這個選擇的因素：${list}。`,
  spokeAgainst: (list) => `不利於這個選擇的因素：${list}。`,
  onlyWatches: (chance) => `模型目前僅觀察，不做決定；若由它判斷，成功機率為 ${chance}。`,
  comma: '、',
  notConsidered: (offer) => `做出決策的版本中沒有「${offer}」。`,
}
