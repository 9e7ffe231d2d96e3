/** Sessions in CSV files of anybody: a click on each row, or a whole session on each row. Which it is is guessed and said. */
import { listed, readRows, type Rows } from './frame.ts'
import { LabProblem } from './problem.ts'

/** The columns that were named by options; what is left out is guessed from the header. */
export interface SessionColumns {
  readonly session?: string
  readonly item?: string
  readonly time?: string
}

/** A session, or the beginning of one. */
export interface SessionRow {
  /** As in the file; of prefix rows without ids the number of the row, from 1. */
  readonly id: string
  /** In the order of time. */
  readonly items: readonly string[]
  /** What puts sessions into the order of time: when they ended, or their row. */
  readonly ended: number
  /** What truly came next, where the file says it. */
  readonly target?: string
}

/** What was read. */
export interface SessionFile {
  readonly form: 'clicks' | 'sessions'
  /** In the order of the file. */
  readonly sessions: readonly SessionRow[]
  /** How the file was understood, as a sentence. */
  readonly understood: string
  readonly remarks: readonly string[]
}

/** Names by which columns are known when they are not given. */
const NAMES = {
  session: /^(session|visit|sid|basket|order|invoice|cart)[ _-]?(id|no|number|key)?$/i,
  item: /^(item|product|article|sku|stock|track|movie|page)[ _-]?(id|no|code|number|key)?$/i,
  time: /^(time|timestamp|ts|date|datetime|at|event_?time|clicked_?at|created_?at)$/i,
  list: /^(items?|prefix|sequence|history|session_items|clicks|basket|products)$/i,
  target: /^(target|next|next_item|label|answer|truth)$/i,
  id: /^(id|row|row_id|query|query_id|prefix_id|session|session_id|sid)$/i,
} as const

/** Rows that are looked at to find what stands between the items of a list. */
const SAMPLE_ROWS = 2_000

/** Reads a file of sessions. `known`: whether an item is known from training, for finding what stands between items. Throws LabProblem where no form fits. */
export async function readSessions(path: string, given: SessionColumns, known?: (item: string) => boolean): Promise<SessionFile> {
  const rows = await readRows(path)
  const session = columnOf(rows, given.session, NAMES.session)
  const item = columnOf(rows, given.item, NAMES.item)
  const list = listOf(rows, given)
  const named = given.session !== undefined && given.item !== undefined
  if (session !== null && item !== null && (list === null || named)) return clicksOf(rows, { session, item, time: timeOf(rows, given.time) })
  if (list !== null) return listsOf(rows, list, known)
  const missing = [['--session', given.session], ['--item', given.item]].flatMap(([option, column]) => (column === undefined || rows.columns.includes(column) ? [] : [`${option} '${column}'`]))
  throw new LabProblem(
    missing.length > 0 ? `${rows.file} has no column for ${missing.join(' and ')}, and no column with the items of a session either.` : `${rows.file} holds neither clicks (session and item columns) nor whole sessions (a column 'items' or 'prefix').`,
    `Its columns are: ${listed(rows.columns)}. Name them: --session COLUMN --item COLUMN --time COLUMN.`, 2,
  )
}

function columnOf({ columns }: Rows, given: string | undefined, pattern: RegExp): string | null {
  if (given !== undefined) return columns.includes(given) ? given : null
  return columns.find((column) => pattern.test(column)) ?? null
}

/** The column that holds whole lists: by its name, or the only one there is. */
function listOf(rows: Rows, { item }: SessionColumns): string | null {
  if (rows.columns.length === 1) return rows.columns[0] ?? null
  const named = rows.columns.filter((column) => NAMES.list.test(column) && column !== item)
  const many = (column: string): boolean => (rows.values[column] ?? []).slice(0, SAMPLE_ROWS).some((cell) => /[\s,;|]/.test(cell))
  return named.find(many) ?? named.find((column) => /^(prefix|items|sequence|history)$/i.test(column)) ?? null
}

function timeOf(rows: Rows, given: string | undefined): string | null {
  if (given !== undefined && !rows.columns.includes(given)) throw new LabProblem(`${rows.file} has no column '${given}'.`, `Its columns are: ${listed(rows.columns)}. Name the one that holds the time, --time COLUMN, or leave it out where the rows stand in the order of time.`, 2)
  return given ?? rows.columns.find((column) => NAMES.time.test(column)) ?? null
}

function clicksOf(rows: Rows, { session, item, time }: { readonly session: string; readonly item: string; readonly time: string | null }): SessionFile {
  const sessions = rows.values[session] ?? []
  const items = rows.values[item] ?? []
  const remarks = [...rows.remarks]
  const when = time === null ? null : momentsOf(rows.values[time] ?? [], time, remarks)
  const order = new Map<string, number[]>()
  let empty = 0
  for (let row = 0; row < rows.rows; row++) {
    const id = sessions[row] ?? ''
    if (id === '' || (items[row] ?? '') === '') {
      empty++
      continue
    }
    const own = order.get(id)
    if (own) own.push(row)
    else order.set(id, [row])
  }
  if (empty > 0) remarks.push(`${empty.toLocaleString('en')} rows of ${rows.file} without a session or an item were left out.`)
  const at = (row: number): number => when?.[row] ?? row
  const found = [...order].map(([id, own]) => {
    const sorted = own.toSorted((a, b) => at(a) - at(b) || a - b)
    return { id, ended: at(sorted.at(-1) ?? 0), items: sorted.map((row) => items[row] ?? '') }
  })
  const understood = `${rows.file}: a click on each row, session in '${session}', item in '${item}', ${when === null ? 'in the order of the rows' : `time in '${time ?? ''}'`}`
  return { form: 'clicks', sessions: found, understood, remarks }
}

/** Moments as numbers that can be compared: seconds, milliseconds, or dates as texts. null, with a remark, where too many cannot be read. */
function momentsOf(cells: readonly string[], column: string, remarks: string[]): Float64Array | null {
  const numbers = cells.every((cell) => cell === '' || Number.isFinite(Number(cell)))
  const moments = Float64Array.from(cells, (cell) => (cell === '' ? Number.NaN : numbers ? Number(cell) : Date.parse(cell)))
  const unread = moments.reduce((sum, moment) => sum + (Number.isNaN(moment) ? 1 : 0), 0)
  if (unread === 0) return moments
  if (unread > cells.length / 20) {
    remarks.push(`The times in '${column}' cannot be read (${unread.toLocaleString('en')} of ${cells.length.toLocaleString('en')}): the order of the rows is taken for the order of time.`)
    return null
  }
  remarks.push(`${unread.toLocaleString('en')} times in '${column}' cannot be read: those clicks keep their place behind the row before them.`)
  for (let row = 0; row < moments.length; row++) if (Number.isNaN(moments[row])) moments[row] = row > 0 ? (moments[row - 1] ?? 0) : -Infinity
  return moments
}

function listsOf(rows: Rows, list: string, known?: (item: string) => boolean): SessionFile {
  const cells = rows.values[list] ?? []
  const between = separatorOf(cells, known)
  const targets = rows.columns.find((column) => NAMES.target.test(column) && column !== list)
  const ids = rows.columns.find((column) => NAMES.id.test(column) && column !== list && new Set(rows.values[column]).size === rows.rows)
  const sessions = cells.map((cell, row): SessionRow => {
    const target = targets === undefined ? undefined : rows.values[targets]?.[row]
    const id = ids === undefined ? String(row + 1) : (rows.values[ids]?.[row] ?? '')
    return { id, items: split(cell, between), ended: row, ...(target !== undefined && target !== '' && { target }) }
  })
  const understood = [
    `${rows.file}: a whole session on each row, its items in '${list}', ${BETWEEN[between]} between them, the latest session last`,
    ...(targets === undefined ? [] : [`what came next in '${targets}'`]),
    ...(ids === undefined ? [] : [`ids in '${ids}'`]),
  ]
  return { form: 'sessions', sessions, understood: understood.join('; '), remarks: rows.remarks }
}

type Between = ' ' | ',' | ';' | '|'
const BETWEEN: { readonly [between in Between]: string } = { ' ': 'spaces', ',': 'commas', ';': 'semicolons', '|': 'bars' }

/** Brackets and quotes of lists that a program wrote do not belong to items. */
function split(cell: string, between: Between): string[] {
  const bare = cell.replace(/^[[({]|[\])}]$/g, '')
  return (between === ' ' ? bare.split(/\s+/) : bare.split(between)).map((item) => item.trim().replace(/^["']|["']$/g, '')).filter((item) => item !== '')
}

/** By what most pieces are known items; without knowledge, what stands in most cells. Spaces unless something speaks against them. */
function separatorOf(cells: readonly string[], known?: (item: string) => boolean): Between {
  const sample = cells.slice(0, SAMPLE_ROWS)
  const all: readonly Between[] = [' ', ',', ';', '|']
  if (known) {
    const share = (between: Between): number => {
      const pieces = sample.flatMap((cell) => split(cell, between))
      return pieces.filter(known).length / Math.max(1, pieces.length)
    }
    const shares = all.map(share)
    return all[shares.indexOf(Math.max(...shares))] ?? ' '
  }
  const many = sample.filter((cell) => /[\s,;|]/.test(cell.trim()))
  return all.slice(1).find((between) => many.length > 0 && many.filter((cell) => cell.includes(between)).length > many.length / 2) ?? ' '
}
