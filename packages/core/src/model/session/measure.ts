/** How good lists of recommendations are: hits and their ranks, and, beside them, how much of the assortment is ever shown and how unexpected it is. */

/** One list beside what truly came next. */
export interface Judged {
  /** Best first; the caller cuts it to the length that counts. */
  readonly list: readonly string[]
  readonly truth: string
}

/** Figures over all lists. */
export interface ListFigures {
  readonly lists: number
  /** Share of lists that hold what came next (HR@k). */
  readonly hitRate: number
  /** Mean of 1 / its rank, 0 where it is missing (MRR@k). */
  readonly reciprocalRank: number
  /** Share of all items that are in any list. */
  readonly coverage: number
  /** Mean of -log2 of the share of clicks that an item in a list had: bits of surprise; the more, the less it is only what everybody sees. */
  readonly novelty: number
}

/** Figures of lists. `clicks`: how often each known item was clicked. */
export function measureLists(judged: Iterable<Judged>, clicks: ReadonlyMap<string, number>): ListFigures {
  let all = 0
  for (const count of clicks.values()) all += count
  const shown = new Map<string, number>()
  let lists = 0
  let hits = 0
  let ranks = 0
  for (const { list, truth } of judged) {
    lists++
    const place = list.indexOf(truth)
    if (place >= 0) {
      hits++
      ranks += 1 / (place + 1)
    }
    for (const item of list) shown.set(item, (shown.get(item) ?? 0) + 1)
  }
  let bits = 0
  let places = 0
  for (const [item, times] of shown) {
    places += times
    bits += times * -Math.log2(Math.max(1, clicks.get(item) ?? 0) / Math.max(1, all))
  }
  const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0)
  return { lists, hitRate: share(hits, lists), reciprocalRank: share(ranks, lists), coverage: share(shown.size, clicks.size), novelty: share(bits, places) }
}

/** A list for a customer beside the basket that came. */
export interface JudgedBasket {
  readonly list: readonly string[]
  readonly truth: ReadonlySet<string>
}

/** Recall and precision of lists of this length, means over customers. */
export function measureBaskets(judged: readonly JudgedBasket[], length: number): { readonly recall: number; readonly precision: number } {
  let recall = 0
  let precision = 0
  for (const { list, truth } of judged) {
    const hits = list.slice(0, length).filter((item) => truth.has(item)).length
    recall += truth.size > 0 ? hits / truth.size : 0
    precision += hits / length
  }
  return { recall: recall / Math.max(1, judged.length), precision: precision / Math.max(1, judged.length) }
}
