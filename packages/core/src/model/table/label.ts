/** Reads the column that says what happened: any two values, in any of our languages, and which of them is the yes. */
import { denies, foldWord, saysNothing, yesOrNo } from './words.ts'

/** Labels, or why there are none. */
export type Labels =
  | {
    readonly is: 'labels'
    /** 1 yes, 0 no, NaN where nothing stands. */
    readonly values: Float64Array
    readonly yes: string
    readonly no: string
    /** How the yes was found: a word for it, the other is its denial, asked for, or only the rarer one. */
    readonly because: 'word' | 'denial' | 'asked' | 'rarer'
    readonly positives: number
    readonly negatives: number
    readonly missing: number
  }
  | { readonly is: 'none'; readonly why: 'empty' | 'constant' | 'many' | 'unknown_yes'; readonly values: readonly string[]; readonly distinct: number }

/** Reads labels. `yes`: the value that counts as yes, where the caller knows. */
export function labelsOf(cells: readonly string[], yes?: string): Labels {
  const spelled = new Map<string, string>()
  const counts = new Map<string, number>()
  const keys = cells.map((cell) => {
    // `none` or `無` beside `有` is an answer, not a gap.
    const key = saysNothing(cell) && yesOrNo(cell) === null ? '' : keyOf(cell)
    if (key !== '') {
      counts.set(key, (counts.get(key) ?? 0) + 1)
      if (!spelled.has(key)) spelled.set(key, cell.trim())
    }
    return key
  })
  const found = [...counts].toSorted(([, one], [, other]) => other - one)
  const none = (why: Extract<Labels, { is: 'none' }>['why']): Labels => ({ is: 'none', why, distinct: found.length, values: found.slice(0, 5).map(([key]) => spelled.get(key) ?? key) })
  if (found.length === 0) return none('empty')
  const asked = yes === undefined ? null : keyOf(yes)
  if (asked !== null && !counts.has(asked)) return none('unknown_yes')
  if (found.length === 1) return none('constant')
  if (found.length > 2 && asked === null) return none('many')
  const [first = ['', 0], second = ['', 0]] = found
  const [positive, because] = asked !== null ? ([asked, 'asked'] as const) : yesAmong(first[0], second[0])
  const values = Float64Array.from(keys, (key) => (key === '' ? NaN : key === positive ? 1 : 0))
  const positives = counts.get(positive) ?? 0
  const negatives = found.reduce((sum, [, count]) => sum + count, 0) - positives
  const others = found.filter(([key]) => key !== positive).map(([key]) => spelled.get(key) ?? key)
  return { is: 'labels', values, yes: spelled.get(positive) ?? positive, no: others.slice(0, 5).join(', '), because, positives, negatives, missing: cells.length - positives - negatives }
}

/** `1`, `1.0` and `yes` stay apart, but spelling, width and case do not. */
function keyOf(cell: string): string {
  const key = foldWord(cell)
  return /^[+-]?\d+\.0+$/.test(key) ? key.replace(/\.0+$/, '') : key
}

/** `often` and `rare`: keys of the commoner and the rarer value. */
function yesAmong(often: string, rare: string): readonly [string, 'word' | 'denial' | 'rarer'] {
  const [one, other] = [yesOrNo(often), yesOrNo(rare)]
  if (one !== null && other !== null && one !== other) return [one === 1 ? often : rare, 'word']
  if (denies(often, rare)) return [rare, 'denial']
  if (denies(rare, often)) return [often, 'denial']
  return [rare, 'rarer']
}
