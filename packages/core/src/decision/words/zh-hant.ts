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
  },
  notConsidered: (offer) => `做出決策的版本中沒有「${offer}」。`,
}
