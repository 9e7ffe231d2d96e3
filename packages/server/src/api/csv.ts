/** Lists as CSV (`Accept: text/csv`), safe to open in a spreadsheet. */

/** Turns an answer with `items` into CSV text; null when the answer is no list. The next page's cursor is not part of it (see the header `x-next`). */
export function csvOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('items' in answer) || !Array.isArray(answer.items)) return null
  const rows = answer.items.map((item: unknown) => flatten(item))
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))]
  const lines = [columns.map(cell).join(','), ...rows.map((row) => columns.map((column) => cell(row.get(column) ?? '')).join(','))]
  return `${lines.join('\r\n')}\r\n`
}

/** One cell: quoted when needed; a text that a spreadsheet would take for a formula gets a leading apostrophe (OWASP: CSV injection). */
export function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function flatten(item: unknown): Map<string, string> {
  const row = new Map<string, string>()
  if (typeof item !== 'object' || item === null) return row.set('value', textOf(item))
  for (const [name, value] of Object.entries(item)) row.set(name, textOf(value))
  return row
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value) && value.every((part) => typeof part !== 'object')) return value.join(' ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
