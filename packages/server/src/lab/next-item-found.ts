/** What `rapport lab next-item` found. */
import type { ListFigures } from '@rapport/core/model/session/measure'

/** Hit rate and reciprocal rank of lists, with 95 % intervals in which whole sessions count as one. */
export interface NextItemQuality extends ListFigures {
  readonly top: number
  readonly hitRateInterval: readonly [number, number]
  readonly reciprocalRankInterval: readonly [number, number]
}

/** What was found. */
export interface NextItemReport {
  readonly understood: readonly string[]
  readonly remarks: readonly string[]
  readonly learned: { readonly sessions: number; readonly clicks: number; readonly items: number }
  /** Weight of each voice, for sessions of 1, 2, 3-4, and more clicks, and from how many positions they were learned. */
  readonly blend: { readonly voices: readonly string[]; readonly weights: readonly (readonly number[])[]; readonly learnedFrom: number }
  readonly answered: number
  /** Sessions of which no item is known: their list is what is popular. */
  readonly unknown: number
  readonly quality: NextItemQuality | null
  readonly wrote: readonly string[]
  readonly seconds: { readonly learning: number; readonly answering: number }
}
