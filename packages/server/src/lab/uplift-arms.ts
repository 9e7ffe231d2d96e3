/** Who was treated and what came of it, read from columns of anybody. */
import { labelsOf } from '@rapport/core/model/table/label'
import { numberOf, numberStyle } from '@rapport/core/model/table/value'
import { foldWord, saysNothing, yesOrNo } from '@rapport/core/model/table/words'
import { listed } from './frame.ts'
import { LabProblem } from './problem.ts'

/** Words by which people who were left alone are known. */
const LEFT_ALONE = /^(?:no|none|nothing|control|ctrl|hold-?out|untreated|placebo|baseline|without)\b|^no[ _-]|control$|對照|对照|控制組|控制组|未處理|未处理|無|无|沒有|没有|ควบคุม|ไม่/i

/** The two arms, as they are written in the file. */
export interface ArmNames {
  readonly treated: string
  readonly untreated: string
}

/** 1 treated, 0 not, -1 of another arm or unknown, row by row. */
export interface Arms {
  readonly of: Int8Array
  readonly names: ArmNames
  readonly leftOut: number
}

/** Reads the treatment. Throws LabProblem where it cannot be told which two groups are meant. */
export function armsOf(cells: readonly string[], column: string, asked: { readonly arm?: string; readonly against?: string }): Arms {
  const counts = new Map<string, number>()
  for (const cell of cells) if (!(saysNothing(cell) && yesOrNo(cell) === null && !LEFT_ALONE.test(cell))) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  const values = [...counts.keys()]
  const names = asked.arm !== undefined || asked.against !== undefined ? namesAsked(values, column, asked) : namesGuessed(counts, column)
  const of = Int8Array.from(cells, (cell) => (foldWord(cell) === foldWord(names.treated) ? 1 : foldWord(cell) === foldWord(names.untreated) ? 0 : -1))
  return { of, names, leftOut: of.reduce((sum, arm) => sum + (arm < 0 ? 1 : 0), 0) }
}

function namesAsked(values: readonly string[], column: string, { arm, against }: { readonly arm?: string; readonly against?: string }): ArmNames {
  const found = (name: string, option: string): string => {
    const value = values.find((one) => foldWord(one) === foldWord(name))
    if (value === undefined) throw new LabProblem(`Nobody has '${name}' in '${column}'.`, `Its values are: ${listed(values, 12)}. Name one of them: ${option} VALUE.`, 2)
    return value
  }
  const others = (name: string): string => {
    const rest = values.filter((one) => foldWord(one) !== foldWord(name))
    if (rest.length === 1) return rest[0] ?? ''
    throw new LabProblem(`'${column}' has ${values.length} groups, and only one was named.`, `Its values are: ${listed(values, 12)}. Name both: --arm TREATED --against UNTREATED.`, 2)
  }
  const treated = arm === undefined ? others(found(against ?? '', '--against')) : found(arm, '--arm')
  const untreated = against === undefined ? others(treated) : found(against, '--against')
  if (treated === untreated) throw new LabProblem('--arm and --against name the same group.', `The values of '${column}' are: ${listed(values, 12)}.`, 2)
  return { treated, untreated }
}

function namesGuessed(counts: ReadonlyMap<string, number>, column: string): ArmNames {
  const values = [...counts.keys()]
  if (values.length === 0) throw new LabProblem(`'${column}' is empty: nobody was treated, and nobody was not.`, 'Name the column that says who was treated: --treatment COLUMN.', 2)
  if (values.length === 1) throw new LabProblem(`Everybody has '${values[0]}' in '${column}'.`, 'Uplift is a difference between people who were treated and people who were not: add the others.')
  const alone = values.filter((value) => yesOrNo(value) === 0 || LEFT_ALONE.test(value))
  if (values.length === 2 && alone.length === 1) return { untreated: alone[0] ?? '', treated: values.find((value) => value !== alone[0]) ?? '' }
  if (values.length === 2) throw new LabProblem(`'${column}' holds '${values[0]}' and '${values[1]}', and neither says that nothing was done.`, `Say who was treated: --arm '${values[0]}' --against '${values[1]}'.`, 2)
  const shown = values.slice(0, 12).map((value) => `'${value}' (${(counts.get(value) ?? 0).toLocaleString('en')})`)
  const treated = values.find((value) => !alone.includes(value)) ?? ''
  throw new LabProblem(
    `'${column}' has ${values.length} groups: ${shown.join(', ')}${values.length > 12 ? ', …' : ''}.`,
    `Say which two to compare, for example --arm '${treated}' --against '${alone[0] ?? values.find((value) => value !== treated) ?? ''}'.`, 2,
  )
}

/** Outcomes row by row, NaN where nothing stands; what counts as 1 where they are yes and no. Throws LabProblem where they are neither that nor amounts. */
export function outcomesOf(cells: readonly string[], column: string): { readonly values: Float64Array; readonly yes: string | null } {
  const distinct = new Set(cells.filter((cell) => !saysNothing(cell) || yesOrNo(cell) !== null))
  if (distinct.size === 0) throw new LabProblem(`'${column}' is empty.`, 'Name the column that says what came of it: --outcome COLUMN.', 2)
  if (distinct.size === 1) throw new LabProblem(`Everybody has '${[...distinct][0]}' in '${column}': where nothing differs, nothing can be told about what makes a difference.`, 'Name an outcome that some people have and others have not.')
  const style = numberStyle([...distinct].slice(0, 3_000))
  if (distinct.size > 2) {
    const values = Float64Array.from(cells, (cell) => (saysNothing(cell) ? Number.NaN : numberOf(cell, style)))
    const known = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0)
    const filled = cells.reduce((sum, cell) => sum + (saysNothing(cell) ? 0 : 1), 0)
    if (known >= 0.98 * filled) return { values, yes: null }
    throw new LabProblem(`'${column}' holds neither two values nor amounts, for example ${listed([...distinct].slice(0, 3).map((value) => `'${value}'`))}.`, 'Name a column with yes and no, or with an amount: --outcome COLUMN.', 2)
  }
  const labels = labelsOf(cells)
  if (labels.is === 'none') throw new LabProblem(`'${column}' cannot be read as yes and no: it holds ${listed(labels.values.map((value) => `'${value}'`), 6)}.`, 'Write 1 and 0.', 2)
  return { values: labels.values, yes: labels.yes }
}
