/** Words for yes, no and nothing as people and systems write them in English, Chinese and Thai. */

const YES = new Set(['1', '1.0', 'yes', 'y', 'true', 't', 'x', '✓', '✔', '是', '有', '對', '对', '真', '會', '会', 'ใช่', 'มี', 'จริง', 'ได้'])
const NO = new Set(['0', '0.0', '-1', 'no', 'n', 'false', 'f', '✗', '✘', '否', '無', '无', '沒有', '没有', '不', '不是', '假', '不會', '不会', 'ไม่', 'ไม่ใช่', 'ไม่มี', 'เท็จ', 'ไม่ได้'])
const NOTHING = new Set(['', 'na', 'n/a', '#n/a', 'nan', 'null', 'nil', 'none', 'undefined', '-', '--', '?', '\\n', '(blank)', '不詳', '不详', '未填', '未知', 'ไม่ระบุ', 'ไม่ทราบ'])
const NOT = /^(?:not[\s_-]*|non[\s_-]*|no[\s_-]+|never[\s_-]+|un(?=subscribed|paid|converted)|未|沒|没|不|無|无|非|ไม่)/

/** Folded for looking up: full-width forms and letters alike. */
export function foldWord(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

/** Whether a cell says nothing. */
export function saysNothing(text: string): boolean {
  return text.length <= 16 && NOTHING.has(foldWord(text))
}

/** 1 for yes, 0 for no, null for neither. */
export function yesOrNo(text: string): 0 | 1 | null {
  const word = foldWord(text)
  return YES.has(word) ? 1 : NO.has(word) ? 0 : null
}

/** Whether one of two values is the other one denied: `not converted`, `未成交`, `ไม่ซื้อ`. */
export function denies(one: string, other: string): boolean {
  const word = foldWord(one)
  const rest = word.replace(NOT, '')
  return rest !== word && rest !== '' && foldWord(other).startsWith(rest)
}
