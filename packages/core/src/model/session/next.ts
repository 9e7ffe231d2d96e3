/** The next item: learns by each click, and foretells how a session goes on. */
import { emptyCandidates, VOICES, type Candidates, type Voice } from './candidates.ts'
import { appendClick, CLICKS_MAX, emptyClicks, newestClicks, type Clicks } from './clicks.ts'
import { broughtBlend, learnBlend, rowForLength, type Blend, type Heard } from './blend.ts'
import { countClick, emptyPopular, mostPopular, sortFavourites, type Popular } from './popular.ts'
import { hearVoices } from './voices.ts'

/** Clicks of a session, from its end, that are looked at. */
export const PREFIX_CLICKS = 100
/** Sessions that may go on; beyond that the one that began first is closed. */
export const OPEN_SESSIONS = 100_000
/** Share of the sessions, the latest, from which the weights of the voices are learned. */
const INNER_SHARE = 0.1
/** Positions that are enough for that. */
const INNER_POSITIONS = 4_000

/** All that was learned. */
export interface NextItems {
  readonly names: string[]
  readonly numbers: Map<string, number>
  log: Clicks
  /** Sessions that may go on: their number in the log. */
  readonly open: Map<string, number>
  readonly popular: Popular
  blend: Blend
  readonly room: Candidates
}

/** An item, the chance that it is next, and the voice that spoke for it most. */
export interface NextItem {
  readonly item: string
  readonly score: number
  readonly because: Voice
}

/** What is asked. */
export interface NextAsk {
  /** Items of the session so far, the last one last; unknown ones are passed over. */
  readonly session: readonly string[]
  readonly count: number
  /** False: never recommend it (out of stock, just bought, no consent). Default: everything is allowed. */
  readonly allowed?: (item: string) => boolean
}

/** Knows nothing yet. */
export function emptyNextItems(): NextItems {
  return { names: [], numbers: new Map(), log: emptyClicks(), open: new Map(), popular: emptyPopular(), blend: broughtBlend(), room: emptyCandidates() }
}

/** Learns one click. The next recommendation knows it. */
export function learnClick(state: NextItems, session: string, item: string): void {
  if (state.log.clicks >= CLICKS_MAX) forgetOlder(state)
  let number = state.open.get(session)
  if (number === undefined) {
    number = state.log.sessions
    if (state.open.size >= OPEN_SESSIONS) for (const first of state.open.keys()) {
      state.open.delete(first)
      break
    }
    state.open.set(session, number)
  }
  addClick(state, number, numberOf(state, item))
}

/** Learns a whole session that is over. */
export function learnSession(state: NextItems, items: readonly string[]): void {
  if (state.log.clicks >= CLICKS_MAX) forgetOlder(state)
  const session = state.log.sessions
  for (const item of items) addClick(state, session, numberOf(state, item))
}

/** Learns sessions in the order of time, and from the last tenth of them how much each voice counts: what came next there was foretold from the sessions before. */
export function trainNextItems(sessions: readonly (readonly string[])[]): NextItems {
  const state = emptyNextItems()
  const cut = Math.floor(sessions.length * (1 - INNER_SHARE))
  for (let n = 0; n < cut; n++) learnSession(state, sessions[n]!)
  state.blend = learnBlend(heardFrom(state, sessions.slice(cut)))
  for (let n = cut; n < sessions.length; n++) learnSession(state, sessions[n]!)
  sortFavourites(state.popular)
  return state
}

/** The likeliest next items, best first: `count` of them when so many are allowed at all. Asking teaches nothing. */
export function nextItems(state: NextItems, { session, count, allowed = () => true }: NextAsk): NextItem[] {
  const { room, names, popular } = state
  const prefix = knownOf(state, session)
  const spoke = hearVoices(state.log, popular, room, prefix)
  const weights = weightsOf(state.blend, prefix.length, spoke)
  const best = bestOf(room, weights, Math.max(0, count), (item) => allowed(names[item]!))
  const found = best.map(({ item, score, row }) => ({ item: names[item]!, score, because: loudest(room, row, weights) }))
  if (found.length >= count) return found
  const given = new Set(found.map(({ item }) => item))
  const rest = mostPopular(popular, count - found.length, (item) => !given.has(names[item]!) && allowed(names[item]!))
  return [...found, ...Array.from(rest, (item) => ({ item: names[item]!, score: 0, because: 'popular' as const }))]
}

function addClick(state: NextItems, session: number, item: number): void {
  appendClick(state.log, session, item)
  countClick(state.popular, item, state.log.clicks)
}

function numberOf({ numbers, names }: NextItems, item: string): number {
  let number = numbers.get(item)
  if (number === undefined) {
    number = names.length
    numbers.set(item, number)
    names.push(item)
  }
  return number
}

function knownOf({ numbers, log }: NextItems, session: readonly string[]): Int32Array {
  const known: number[] = []
  for (let at = session.length - 1; at >= 0 && known.length < PREFIX_CLICKS; at--) {
    const number = numbers.get(session[at]!)
    if (number !== undefined && number < log.items) known.push(number)
  }
  return Int32Array.from(known.reverse())
}

function forgetOlder(state: NextItems): void {
  const { log, sessionNow } = newestClicks(state.log, CLICKS_MAX / 2)
  state.log = log
  for (const [session, number] of state.open) {
    if (sessionNow[number]! < 0) state.open.delete(session)
    else state.open.set(session, sessionNow[number]!)
  }
}

/** What the voices say of what truly came next, at positions spread evenly over the sessions. */
function heardFrom(state: NextItems, sessions: readonly (readonly string[])[]): Heard[] {
  const positions = sessions.reduce((sum, items) => sum + Math.max(0, items.length - 1), 0)
  const every = Math.max(1, Math.ceil(positions / INNER_POSITIONS))
  const heard: Heard[] = []
  let position = 0
  for (const items of sessions)
    for (let at = 1; at < items.length; at++) {
      if (position++ % every !== 0) continue
      const prefix = knownOf(state, items.slice(0, at))
      hearVoices(state.log, state.popular, state.room, prefix)
      heard.push({ length: prefix.length, figures: figuresOf(state, items[at]!) })
    }
  return heard
}

function figuresOf({ room, numbers }: NextItems, item: string): Float64Array {
  const number = numbers.get(item)
  if (number === undefined || room.rowAt[number] !== room.now) return new Float64Array(VOICES.length)
  const row = room.rowOf[number]!
  return room.figures.slice(row, row + VOICES.length)
}

/** Silent voices leave their share to the others. */
function weightsOf({ weights }: Blend, length: number, spoke: Float64Array): Float64Array {
  const row = weights[rowForLength(length)]!.map((weight, voice) => weight * spoke[voice]!)
  const sum = row.reduce((total, weight) => total + weight, 0)
  return sum > 0 ? row.map((weight) => weight / sum) : row
}

function loudest(room: Candidates, row: number, weights: Float64Array): Voice {
  let best = 0
  for (let voice = 1; voice < VOICES.length; voice++) if (room.figures[row + voice]! * weights[voice]! > room.figures[row + best]! * weights[best]!) best = voice
  return VOICES[best]!
}

/** A candidate with its score and where its figures begin. */
interface Placed {
  readonly item: number
  readonly score: number
  readonly row: number
}

/** The best candidates; of equals the one that the log met first. */
function bestOf(room: Candidates, weights: Float64Array, count: number, allowed: (item: number) => boolean): Placed[] {
  const best: Placed[] = []
  if (count === 0) return best
  for (let n = 0; n < room.count; n++) {
    const row = n * VOICES.length
    const item = room.items[n]!
    let score = 0
    for (let voice = 0; voice < VOICES.length; voice++) score += weights[voice]! * room.figures[row + voice]!
    const worst = best[best.length - 1]
    if (best.length >= count && worst !== undefined && (score < worst.score || (score === worst.score && item > worst.item))) continue
    if (!(score > 0) || !allowed(item)) continue
    let at = best.length
    while (at > 0 && (best[at - 1]!.score < score || (best[at - 1]!.score === score && best[at - 1]!.item > item))) at--
    best.splice(at, 0, { item, score, row })
    if (best.length > count) best.pop()
  }
  return best
}
