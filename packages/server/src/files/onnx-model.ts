/**
 * Models that were trained elsewhere, in the ONNX format: foretells the chance of each row. The engine that runs them, onnxruntime-web, is an optional package; without it everything else
 * works, and this says what to do. Such a model does not learn here: it is one voice that can be compared with those that do.
 */
import { readFile } from 'node:fs/promises'
import type { Column, Frame } from '@rapport/core/model/types'

/** An open model. */
export interface OnnxModel {
  readonly is: 'open'
  /** Names of what it wants; one matrix, or a column each. */
  readonly inputs: readonly string[]
  /** Chance of each row, or why there is none. */
  predict(frame: Frame): Promise<{ readonly is: 'chances'; readonly p: Float64Array } | OnnxRefusal>
  close(): Promise<void>
}

/** Why a model cannot be used, and what to do. */
export interface OnnxRefusal {
  readonly is: 'refused'
  readonly why: string
  readonly next: string
}

/** How to read what the model says. */
export interface OnnxOptions {
  /** Its figures are log-odds rather than chances. */
  readonly logOdds?: boolean
  /** How the engine is loaded; default: the optional package. */
  readonly engine?: () => Promise<unknown>
}

/** The package that runs models. */
export const ONNX_ENGINE = 'onnxruntime-web'
/** Rows that are foretold at once. */
const BATCH = 10_000

/** What is used of the engine. */
interface Engine {
  readonly InferenceSession: { create(model: Uint8Array, options: { readonly executionProviders: readonly string[]; readonly logSeverityLevel?: number }): Promise<Session> }
  readonly Tensor: new (type: string, data: Float32Array | Float64Array | BigInt64Array | readonly string[], shape: readonly number[]) => unknown
}
interface Session {
  readonly inputNames: readonly string[]
  readonly inputMetadata?: readonly { readonly name: string; readonly type?: string; readonly shape?: readonly (number | string)[] }[]
  run(inputs: { readonly [name: string]: unknown }): Promise<{ readonly [name: string]: Output }>
  release(): Promise<void>
}
interface Output {
  readonly type: string
  readonly dims: readonly number[]
  readonly data: ArrayLike<number>
}

/** Opens the model in a file. Answers a refusal where the engine is missing or the file is no such model. */
export async function openOnnx(path: string, options: OnnxOptions = {}): Promise<OnnxModel | OnnxRefusal> {
  let engine: Engine
  try {
    engine = (await (options.engine ?? loadEngine)()) as Engine
  } catch {
    return refused(`ONNX models need the package ${ONNX_ENGINE}, which is not installed.`, `Install it beside Rapport (npm install ${ONNX_ENGINE}) and try again.`)
  }
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (problem) {
    return refused(`${path} cannot be read: ${(problem as Error).message}.`, 'Name the file of the model.')
  }
  try {
    const session = await engine.InferenceSession.create(bytes, { executionProviders: ['wasm'], logSeverityLevel: 3 })
    return opened(engine, session, options.logOdds ?? false)
  } catch (problem) {
    return refused(`${path} is no ONNX model that can be run: ${firstLine(problem)}.`, 'Export the model anew, with operators of opset 21 or older.')
  }
}

/** By a name that is not written as an import: the package may be absent. */
function loadEngine(): Promise<unknown> {
  const name: string = ONNX_ENGINE
  return import(name)
}

function opened(engine: Engine, session: Session, logOdds: boolean): OnnxModel {
  return {
    is: 'open',
    inputs: session.inputNames,
    async predict(frame) {
      const p = new Float64Array(frame.rows)
      for (let from = 0; from < frame.rows; from += BATCH) {
        const rows = Math.min(BATCH, frame.rows - from)
        const inputs = inputsOf(engine, session, frame.columns, from, rows)
        if (inputs.is === 'refused') return inputs
        let outputs: { readonly [name: string]: Output }
        try {
          outputs = await session.run(inputs.by)
        } catch (problem) {
          return refused(`The model could not be run on these columns: ${firstLine(problem)}.`, 'Give it the columns it was trained on, in their order.')
        }
        const why = takeChances(outputs, p, from, rows, logOdds)
        if (why !== null) return why
      }
      return { is: 'chances', p }
    },
    close: () => session.release(),
  }
}

/** Tensors by name. */
interface Inputs {
  readonly is: 'inputs'
  readonly by: { readonly [name: string]: unknown }
}

/** The columns as the model wants them: one matrix of numbers, or each under its name. */
function inputsOf(engine: Engine, session: Session, columns: readonly Column[], from: number, rows: number): Inputs | OnnxRefusal {
  const [first] = session.inputNames
  const typeOf = (name: string): string | undefined => session.inputMetadata?.find((input) => input.name === name)?.type
  if (session.inputNames.length === 1 && first !== undefined && !(columns.length === 1 && columns[0]?.name === first)) {
    const words = columns.find(({ is }) => is === 'category')
    if (words) return refused(`The model wants one table of numbers, and column '${words.name}' holds words.`, 'Leave the column out, or export the model with an input for each column.')
    const wide = session.inputMetadata?.[0]?.shape?.[1]
    if (typeof wide === 'number' && wide !== columns.length) return refused(`The model wants ${wide} columns and was given ${columns.length}.`, 'Give it the columns it was trained on, in their order.')
    const table = new Float64Array(rows * columns.length)
    columns.forEach((column, c) => {
      for (let row = 0; row < rows; row++) table[row * columns.length + c] = column.is === 'number' ? (column.values[from + row] as number) : 0
    })
    return { is: 'inputs', by: { [first]: tensor(engine, typeOf(first), table, [rows, columns.length]) } }
  }
  const inputs: { [name: string]: unknown } = {}
  for (const name of session.inputNames) {
    const column = columns.find((one) => one.name === name || one.name.replaceAll(/\W/g, '_') === name)
    if (!column) return refused(`The model wants a column '${name}'.`, `The columns are: ${columns.map((one) => one.name).join(', ')}.`)
    if (column.is === 'category') {
      const { levels, values } = column
      inputs[name] = new engine.Tensor('string', Array.from({ length: rows }, (_, row) => levels[values[from + row] as number] ?? ''), [rows, 1])
    } else if (typeOf(name) === 'string') return refused(`The model wants words in column '${name}', which holds numbers.`, 'Give it the column as it was when the model was trained.')
    else inputs[name] = tensor(engine, typeOf(name), column.values.slice(from, from + rows), [rows, 1])
  }
  return { is: 'inputs', by: inputs }
}

function tensor(engine: Engine, type: string | undefined, values: Float64Array, shape: readonly number[]): unknown {
  if (type === 'float64') return new engine.Tensor('float64', values, shape)
  if (type === 'int64') return new engine.Tensor('int64', BigInt64Array.from(values, (value) => (Number.isFinite(value) ? BigInt(Math.round(value)) : 0n)), shape)
  return new engine.Tensor('float32', Float32Array.from(values), shape)
}

/** Finds the chances among what the model says: one figure a row, or two, of which the second is that of yes. */
function takeChances(outputs: { readonly [name: string]: Output }, into: Float64Array, from: number, rows: number, logOdds: boolean): OnnxRefusal | null {
  const figures = Object.entries(outputs).filter(([, { type, dims }]) => type.startsWith('float') && dims[0] === rows && dims.length <= 2)
  const [, found] = figures.find(([name]) => /prob/i.test(name)) ?? figures[0] ?? ['', null]
  if (found === null) return refused('The model gives no figure for each row.', 'Export it so that chances come out as a table of numbers (in scikit-learn: zipmap off).')
  const wide = found.dims[1] ?? 1
  if (wide > 2) return refused(`The model tells ${wide} classes apart, and only yes or no can be used.`, 'Export one model for each question.')
  for (let row = 0; row < rows; row++) {
    const said = found.data[row * wide + wide - 1] as number
    const p = logOdds ? 1 / (1 + Math.exp(-said)) : said
    if (!(p >= 0 && p <= 1)) return refused(`The model says ${said}, which is no chance.`, logOdds ? 'Look whether a column lacks values.' : 'When these are log-odds, say so (--log-odds).')
    into[from + row] = p
  }
  return null
}

function refused(why: string, next: string): OnnxRefusal {
  return { is: 'refused', why, next }
}

function firstLine(problem: unknown): string {
  return (problem instanceof Error ? problem.message : String(problem)).split('\n')[0]?.slice(0, 200) ?? 'unknown'
}
