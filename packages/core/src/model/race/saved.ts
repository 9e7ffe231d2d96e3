/** A race as plain data and bytes, and back: it goes on exactly as if it had never stopped. */
import { assert } from '../../base/assert.ts'
import type { Instant } from '../../base/time.ts'
import type { Correction } from './correction.ts'
import { openLane, RECENT, type Lane } from './lane.ts'
import { ring, ringBytes, ringFrom } from './progress.ts'
import type { RaceState } from './state.ts'
import type { Example, RaceOptions, SavedRace } from './types.ts'

/** Grows when what is saved changes its shape; an older race is begun anew by whoever reads it. */
export const RACE_FORMAT = 1

/** What of a lane is plain data. */
type PlainLane = Pick<Lane, 'candidate' | 'crosses' | 'role' | 'fitAt' | 'fits' | 'wasChampion' | 'loss' | 'gain' | 'since' | 'test'> & { readonly written: number }

/** What of a race is plain data. */
interface Plain extends Pick<RaceState, 'examples' | 'positives' | 'tests' | 'rung' | 'promotions' | 'alarms'> {
  readonly format: number
  readonly lanes: readonly PlainLane[]
  readonly champion: number
  readonly correction: Omit<Correction, 'curve'> & { readonly curve: { readonly from: readonly number[]; readonly to: readonly number[] } | null }
  readonly drift: readonly number[]
  readonly rows: readonly (Example['row'] | null)[]
}

/** Writes it down. The race goes on; what was written does not change any more. */
export function saveRace(state: RaceState): SavedRace {
  const bytes: { [name: string]: Uint8Array } = { examples: examplesBytes(state.kept) }
  const lanes = state.lanes.map((lane, i): PlainLane => {
    if (lane.online !== null) bytes[`learner ${i}`] = lane.online.snapshot()
    if (lane.model !== null) bytes[`model ${i}`] = lane.model.snapshot()
    if (lane.role !== 'dropped') bytes[`recent ${i}`] = ringBytes(lane.recent)
    const { candidate, crosses, role, fitAt, fits, wasChampion, loss, gain, since, test } = lane
    return { candidate, crosses, role, fitAt, fits, wasChampion, loss, gain, since, test, written: lane.recent.written }
  })
  const { curve, inUse, began, next } = state.correction
  const plain: Plain = {
    format: RACE_FORMAT,
    examples: state.examples,
    positives: state.positives,
    tests: state.tests,
    rung: state.rung,
    promotions: state.promotions,
    alarms: state.alarms,
    lanes,
    champion: state.lanes.indexOf(state.champion),
    correction: { inUse, began, next, curve: curve && { from: [...curve.from], to: [...curve.to] } },
    drift: [...state.drift],
    rows: state.kept.map(({ row }) => row ?? null),
  }
  return { state: JSON.stringify(plain), bytes }
}

/** Takes it up again. Throws on what another format wrote, or when a learner of blocks is missing that takes part. */
export function restoreRace(options: RaceOptions, { state, bytes }: SavedRace): RaceState {
  const plain = JSON.parse(state) as Plain
  assert(plain.format === RACE_FORMAT, `a race was saved in format ${plain.format}, this release reads ${RACE_FORMAT}: begin a new race`)
  const lanes = plain.lanes.map(({ candidate, crosses, written, ...rest }, i): Lane => {
    const lane = { ...openLane(candidate, options.blocks, crosses), ...rest }
    const [learner, model, recent] = [bytes[`learner ${i}`], bytes[`model ${i}`], bytes[`recent ${i}`]]
    if (rest.role === 'dropped') return { ...lane, online: null, model: null, recent: ring(0) }
    if (learner !== undefined) lane.online?.restore(learner)
    if (model !== undefined) lane.model = lane.block?.restore(model) ?? null
    lane.recent = recent === undefined ? ring(RECENT) : ringFrom(recent, { size: RECENT, written })
    return lane
  })
  const { curve, ...correction } = plain.correction
  const champion = lanes[plain.champion]
  assert(champion !== undefined, 'a saved race has a champion')
  return {
    options,
    lanes,
    champion,
    examples: plain.examples,
    positives: plain.positives,
    tests: plain.tests,
    rung: plain.rung,
    correction: { ...correction, curve: curve && { from: Float64Array.from(curve.from), to: Float64Array.from(curve.to) } },
    drift: Float64Array.from(plain.drift),
    kept: examplesFrom(bytes['examples'] ?? new Uint8Array(), plain.rows),
    promotions: [...plain.promotions],
    alarms: [...plain.alarms],
  }
}

/** For each example: outcome, number of places, moment (two words), then places and sizes; 32-bit words. */
function examplesBytes(examples: readonly Example[]): Uint8Array {
  const words = new Uint32Array(examples.reduce((sum, { x }) => sum + 3 + 2 * x.at.length, 0))
  const floats = new Float32Array(words.buffer)
  let at = 0
  for (const { x, y, at: moment } of examples) {
    words[at++] = x.at.length * 2 + y
    words[at++] = Math.floor(moment / 2 ** 32)
    words[at++] = moment >>> 0
    words.set(x.at, at)
    floats.set(x.value, at + x.at.length)
    at += 2 * x.at.length
  }
  return new Uint8Array(words.buffer)
}

function examplesFrom(bytes: Uint8Array, rows: Plain['rows']): Example[] {
  const own = bytes.slice()
  const words = new Uint32Array(own.buffer)
  const floats = new Float32Array(own.buffer)
  const examples: Example[] = []
  for (let at = 0; at < words.length; ) {
    const head = words[at] as number
    const length = head >>> 1
    const moment = ((words[at + 1] as number) * 2 ** 32 + (words[at + 2] as number)) as Instant
    at += 3
    const row = rows[examples.length]
    const x = { at: words.slice(at, at + length), value: floats.slice(at + length, at + 2 * length) }
    examples.push({ x, y: (head & 1) as 0 | 1, at: moment, ...(row ? { row } : {}) })
    at += 2 * length
  }
  return examples
}
