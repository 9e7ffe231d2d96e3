/** The other voices: what follows what, what lies together, what comes again, what is popular. All are read from the log of clicks itself, so they are as fresh as it is. */
import { beginCandidates, evenOut, PLACE, rowOf, type Candidates } from './candidates.ts'
import { type Clicks } from './clicks.ts'
import { hearNeighbours } from './neighbours.ts'
import type { Popular } from './popular.ts'

/** Steps after or before an item that are looked at. */
const STEPS = 8
/** Items before the last one whose followers are heard too. */
const EARLIER = 2
/** Added to the cosine's denominator: two sessions in common are no habit. */
const SHRINKAGE = 10

/** Hears all voices on how a session goes on. `prefix`: its items by number, known ones only, at least one. Answers which voices spoke (1) and which were silent (0). */
export function hearVoices(log: Clicks, popular: Popular, room: Candidates, prefix: Int32Array): Float64Array {
  beginCandidates(room, log)
  if (prefix.length > 0) {
    hearSession(room, prefix)
    hearNeighbours(log, room, prefix)
    hearFollowers(log, room, prefix)
  }
  for (let n = 0; n < popular.top.length; n++) add(room, popular.top[n]!, PLACE.popular, popular.weight[popular.top[n]!]!)
  return evenOut(room)
}

function add(room: Candidates, item: number, voice: number, figure: number): void {
  // First the row: making room for a new one replaces the array.
  const row = rowOf(room, item)
  room.figures[row + voice]! += figure
}

function hearSession(room: Candidates, prefix: Int32Array): void {
  const last = prefix.length - 1
  const walk = ++room.walk
  for (let at = last; at >= 0; at--) {
    const item = prefix[at]!
    const row = rowOf(room, item)
    room.figures[row + PLACE.often]!++
    if (at < last && item === prefix[last]) add(room, prefix[at + 1]!, PLACE.again, 1)
    if (room.metAt[item] === walk) continue
    room.metAt[item] = walk
    room.figures[row + PLACE.each] = 1
    room.figures[row + PLACE.recent] = 1 / (last - at + 1)
    if (at === last) room.figures[row + PLACE.last] = 1
  }
}

function hearFollowers(log: Clicks, room: Candidates, prefix: Int32Array): void {
  const last = prefix.length - 1
  for (let back = 0; back <= Math.min(last, EARLIER); back++) {
    const item = prefix[last - back]!
    const ring = log.latest[item]!
    const held = Math.min(log.written[item]!, ring.length)
    for (let n = 0; n < held; n++) {
      const click = ring[n]!
      for (let after = log.after[click]!, step = 1; after >= 0 && step <= STEPS; after = log.after[after]!, step++) {
        const row = rowOf(room, log.itemOf[after]!)
        if (back > 0) room.figures[row + PLACE.earlier]! += 1 / (step * back)
        else {
          if (step === 1) room.figures[row + PLACE.next]!++
          room.figures[row + PLACE.soon]! += 1 / step
          room.figures[row + PLACE.together]!++
        }
      }
      if (back > 0) continue
      for (let before = log.before[click]!, step = 1; before >= 0 && step <= STEPS; before = log.before[before]!, step++) {
        const row = rowOf(room, log.itemOf[before]!)
        room.figures[row + PLACE.back]! += 1 / step
        room.figures[row + PLACE.together]!++
      }
    }
  }
  shrinkTogether(log, room, prefix[last]!)
}

/** Counts become cosines: sessions in common over the mean number of sessions, plus what speaks against chance. */
function shrinkTogether(log: Clicks, room: Candidates, item: number): void {
  for (let n = 0; n < room.count; n++) {
    const row = rowOf(room, room.items[n]!)
    const common = room.figures[row + PLACE.together]!
    if (common > 0) room.figures[row + PLACE.together] = common / (Math.sqrt(log.sessionsWith[item]! * log.sessionsWith[room.items[n]!]!) + SHRINKAGE)
  }
}
