/** What the next item has learned, as bytes, and back: exactly the same recommendations. */
import { jsonBytes, jsonFromBytes } from '../../base/json-bytes.ts'
import { broughtBlend, type Blend } from './blend.ts'
import { VOICES } from './candidates.ts'
import { appendClick } from './clicks.ts'
import { emptyNextItems, type NextItems } from './next.ts'
import { sortFavourites } from './popular.ts'

/** Other layouts are refused. */
const FORMAT = 'rapport-next-items-1'

interface Head {
  readonly format: string
  readonly voices: readonly string[]
  readonly names: readonly string[]
  readonly open: readonly (readonly [string, number])[]
  readonly clicks: number
  readonly blend: { readonly weights: readonly (readonly number[])[]; readonly learnedFrom: number }
  readonly popular: { readonly step: number; readonly untilSorted: number; readonly top: readonly number[] }
}

/** The state as bytes: a head in JSON (length first), then items and sessions of the clicks and the weights of popularity. Rings and chains follow from the clicks. */
export function snapshotNextItems({ names, open, log, blend, popular }: NextItems): Uint8Array {
  const head: Head = {
    format: FORMAT, voices: VOICES, names, open: [...open], clicks: log.clicks,
    blend: { weights: blend.weights.map((row) => Array.from(row)), learnedFrom: blend.learnedFrom },
    popular: { step: popular.step, untilSorted: popular.untilSorted, top: Array.from(popular.top) },
  }
  const text = jsonBytes(head)
  const weights = popular.weight.slice(0, names.length)
  const bytes = new Uint8Array(4 + text.length + log.clicks * 8 + weights.length * 8)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, text.length, true)
  bytes.set(text, 4)
  let at = 4 + text.length
  for (let click = 0; click < log.clicks; click++, at += 8) {
    view.setInt32(at, log.itemOf[click]!, true)
    view.setInt32(at + 4, log.sessionOf[click]!, true)
  }
  for (let item = 0; item < names.length; item++, at += 8) view.setFloat64(at, weights[item] ?? 0, true)
  return bytes
}

/** Takes a snapshot up again. Throws a sentence when it is none, or one of another layout. */
export function restoreNextItems(bytes: Uint8Array): NextItems {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = headOf(bytes, view)
  const state = emptyNextItems()
  for (const name of head.names) state.numbers.set(name, state.names.push(name) - 1)
  let at = 4 + view.getUint32(0, true)
  for (let click = 0; click < head.clicks; click++, at += 8) appendClick(state.log, view.getInt32(at + 4, true), view.getInt32(at, true))
  for (const [session, number] of head.open) state.open.set(session, number)
  const weight = new Float64Array(Math.max(256, head.names.length))
  for (let item = 0; item < head.names.length; item++, at += 8) weight[item] = view.getFloat64(at, true)
  Object.assign(state.popular, { weight, step: head.popular.step, untilSorted: head.popular.untilSorted, top: Int32Array.from(head.popular.top) })
  state.blend = blendOf(head)
  if (state.popular.top.length === 0) sortFavourites(state.popular)
  return state
}

function headOf(bytes: Uint8Array, view: DataView): Head {
  const length = bytes.length >= 4 ? view.getUint32(0, true) : 0
  let head: Partial<Head> = {}
  try {
    head = jsonFromBytes(bytes.subarray(4, 4 + length)) as Partial<Head>
  } catch {
    head = {}
  }
  if (head.format !== FORMAT || bytes.length !== 4 + length + (head.clicks ?? 0) * 8 + (head.names?.length ?? 0) * 8)
    throw new Error(`These ${bytes.length} bytes are no whole snapshot of next items (${FORMAT}): learn from the log again.`)
  return head as Head
}

/** Weights of other voices than today's are of no use: then those that the product brings. */
function blendOf({ voices, blend }: Head): Blend {
  if (voices.join() !== VOICES.join()) return broughtBlend()
  return { weights: blend.weights.map((row) => Float64Array.from(row)), learnedFrom: blend.learnedFrom }
}
