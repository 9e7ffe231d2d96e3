/** Finds out which column of somebody's log is what: action, chance, reward, the other strategy, a model, and what describes the moment. */
import { LabProblem } from './problem.ts'
import { listed, type Rows } from './frame.ts'

/** What the columns are. */
export interface ReplayColumns {
  readonly action: string
  readonly propensity: string
  readonly reward: string
  /** Who was decided about; null: every row is somebody else. */
  readonly unit: string | null
  readonly target: ReplayTarget
  readonly model: ReplayModel
  /** Columns that describe the moment, for the model that is learned where none is given. */
  readonly features: readonly string[]
}

/** How the other strategy is written. */
export type ReplayTarget =
  /** Every action is equally likely. */
  | { readonly is: 'uniform' }
  /** One column a action with its chance; action → column. */
  | { readonly is: 'all'; readonly columns: ReadonlyMap<string, string> }
  /** Its chance of the action that was logged. */
  | { readonly is: 'logged'; readonly column: string }
  /** The action it would choose. */
  | { readonly is: 'choice'; readonly column: string }

/** What is expected of actions. */
export type ReplayModel =
  /** One column an action. */
  | { readonly is: 'all'; readonly columns: ReadonlyMap<string, string> }
  /** Of the logged action, and on average of what the strategy would choose. */
  | { readonly is: 'sums'; readonly logged: string; readonly target: string }
  | { readonly is: 'learned' }

/** An action or a kind of moment that the log says too little about. */
export interface Unsupported {
  readonly is: 'action' | 'context'
  readonly name: string
  /** Share of the strategy's choices that is concerned. */
  readonly share: number
}

/** What the command was told. */
export interface ColumnsAsk {
  readonly action?: string
  readonly propensity?: string
  readonly reward?: string
  readonly unit?: string
  /** `uniform` or a column. */
  readonly target?: string
}

const NAMES = {
  action: ['action', 'arm', 'item_id', 'item', 'offer', 'offer_id', 'chosen', 'treatment', 'choice', 'a'],
  propensity: ['propensity', 'propensity_score', 'pscore', 'prob', 'probability', 'logged_probability', 'action_prob', 'action_probability', 'p'],
  reward: ['reward', 'click', 'clicked', 'outcome', 'conversion', 'converted', 'response', 'value', 'revenue', 'label', 'y'],
  unit: ['unit', 'customer', 'customer_id', 'user', 'user_id', 'userid', 'person', 'person_id', 'profile', 'profile_id', 'visitor', 'visitor_id', 'member_id'],
} as const
const TARGET_ONE = ['target_probability', 'target_prob', 'target_p', 'target', 'new_probability']
const TARGET_EACH = /^target_(?:p|prob|probability)_?(.+)$/i
const MODEL_EACH = /^(?:q|model)_(.+)$/i
const MODEL_TARGET = ['q_target', 'model_target', 'target_q']
const MODEL_LOGGED = ['q', 'q_logged', 'model', 'q_action']
/** Columns with a value of their own in nearly every row name rows, they do not describe moments. */
const OWN_VALUE = 0.9

/** Guesses what was not told. Throws a sentence for what is missing or cannot be. */
export function replayColumns(rows: Rows, ask: ColumnsAsk): ReplayColumns {
  const pick = (role: keyof typeof NAMES): string | null => {
    const told = ask[role]
    if (told !== undefined) {
      if (rows.columns.includes(told)) return told
      throw new LabProblem(`${rows.file} has no column '${told}'.`, `Its columns are: ${listed(rows.columns)}. Name one of them: --${role} COLUMN.`, 2)
    }
    const lower = new Map(rows.columns.map((column) => [column.toLowerCase().replaceAll(/[\s-]+/g, '_'), column]))
    for (const name of NAMES[role]) if (lower.has(name)) return lower.get(name) as string
    return null
  }
  const needed = (role: 'action' | 'propensity' | 'reward', what: string): string => {
    const found = pick(role)
    if (found === null) throw new LabProblem(`Which column of ${rows.file} holds ${what} is not clear.`, `Its columns are: ${listed(rows.columns)}. Say it: --${role} COLUMN.`, 2)
    return found
  }
  const action = needed('action', 'the action that was chosen')
  const propensity = needed('propensity', 'the chance with which the action was chosen')
  const reward = needed('reward', 'what came of it')
  const unit = pick('unit')
  const actions = new Set(rows.values[action])
  const target = targetOf(rows, ask.target, actions)
  const model = modelOf(rows.columns, actions)
  const taken = new Set([action, propensity, reward, ...(unit === null ? [] : [unit])])
  if (target.is === 'logged' || target.is === 'choice') taken.add(target.column)
  for (const column of rows.columns) if (TARGET_EACH.test(column) || TARGET_ONE.includes(column.toLowerCase())) taken.add(column)
  if (model.is === 'all') for (const column of model.columns.values()) taken.add(column)
  if (model.is === 'sums') taken.add(model.logged).add(model.target)
  const features = rows.columns.filter((column) => !taken.has(column) && describes(rows.values[column] ?? []))
  return { action, propensity, reward, unit, target, model, features }
}

function targetOf(rows: Rows, told: string | undefined, actions: ReadonlySet<string>): ReplayTarget {
  if (told === 'uniform') return { is: 'uniform' }
  if (told !== undefined) {
    if (!rows.columns.includes(told)) throw new LabProblem(`${rows.file} has no column '${told}'.`, `Write --target uniform, or name one of: ${listed(rows.columns)}.`, 2)
    return one(rows, told, actions)
  }
  const each = eachOf(rows.columns, TARGET_EACH, (name) => !TARGET_ONE.includes(name.toLowerCase()), actions)
  if (each.size > 0) return { is: 'all', columns: each }
  const column = TARGET_ONE.map((name) => rows.columns.find((each) => each.toLowerCase() === name)).find((name) => name !== undefined)
  if (column !== undefined) return one(rows, column, actions)
  throw new LabProblem(
    `${rows.file} does not say what the other strategy would have done.`,
    'Add one column an action with its chance (target_p0, target_p1, …), or target_probability with its chance of the logged action, or write --target uniform.',
    2,
  )
}

/** A column of chances, or of actions when its values are such. */
function one(rows: Rows, column: string, actions: ReadonlySet<string>): ReplayTarget {
  const values = rows.values[column] ?? []
  const chances = values.every((value) => value === '' || !Number.isNaN(Number(value)))
  const choices = values.length > 0 && values.every((value) => actions.has(value))
  return choices && !(chances && /p$|prob|chance|propensity/i.test(column)) ? { is: 'choice', column } : { is: 'logged', column }
}

function eachOf(columns: readonly string[], pattern: RegExp, wanted: (name: string) => boolean, actions: ReadonlySet<string>): ReadonlyMap<string, string> {
  const each = new Map<string, string>()
  for (const column of columns) {
    const found = wanted(column) ? pattern.exec(column)?.[1] : undefined
    if (found !== undefined) each.set(found, column)
  }
  // action names of any other kind are taken by their order only when nothing fits by name
  return [...each.keys()].some((name) => actions.has(name)) ? each : new Map()
}

function modelOf(columns: readonly string[], actions: ReadonlySet<string>): ReplayModel {
  const each = eachOf(columns, MODEL_EACH, () => true, actions)
  if (each.size > 0 && [...actions].every((action) => each.has(action))) return { is: 'all', columns: each }
  const find = (names: readonly string[]): string | undefined => columns.find((column) => names.includes(column.toLowerCase()))
  const [logged, target] = [find(MODEL_LOGGED), find(MODEL_TARGET)]
  return logged !== undefined && target !== undefined ? { is: 'sums', logged, target } : { is: 'learned' }
}

/** Not constant, and not a name of the row. */
function describes(values: readonly string[]): boolean {
  const distinct = new Set(values).size
  if (distinct < 2) return false
  const continuous = values.some((value) => /^-?\d+[.,]\d+$/.test(value))
  return continuous || distinct < Math.max(3, OWN_VALUE * values.length)
}
