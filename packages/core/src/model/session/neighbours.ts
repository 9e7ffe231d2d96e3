/** VMIS-kNN: what people did whose sessions are like this one (Kersbergen, Sprangers, Schelter: Serenade, SIGMOD 2022). */
import { rowOf, PLACE, type Candidates } from './candidates.ts'
import { SESSION_CLICKS, type Clicks } from './clicks.ts'

/** Neighbouring sessions that are asked (k of VMIS-kNN). */
export const NEIGHBOURS = 100
/** Different items of the session, from its end, by which neighbours are sought. */
const ITEMS_SOUGHT = 40
/** By so much a neighbour counts less for each step that the newest item in common lies back. */
const LESS_PER_STEP = 0.1

const nearest = new Int32Array(NEIGHBOURS)

/**
 * Lets neighbours speak: an item's figure is the sum over neighbours s of r(s) · lambda(s), for `similar` times ln(N / df) of the item. r(s) is the sum of position / length
 * over the items in common; lambda falls by a tenth with each step between the session's end and its newest item in common.
 */
export function hearNeighbours(log: Clicks, room: Candidates, prefix: Int32Array): void {
  const touched = weighSessions(log, room, prefix)
  const found = nearestOf(room, touched)
  for (let n = 0; n < found; n++) {
    const session = nearest[n]!
    const steps = prefix.length - room.position[session]! + 1
    const weight = room.weight[session]! * Math.max(0, 1 - LESS_PER_STEP * steps)
    if (weight <= 0) continue
    const walk = ++room.walk
    for (let click = log.lastOf[session]!, looked = 0; click >= 0 && looked < SESSION_CLICKS; click = log.before[click]!, looked++) {
      const item = log.itemOf[click]!
      if (room.metAt[item] === walk) continue
      room.metAt[item] = walk
      const row = rowOf(room, item)
      room.figures[row + PLACE.similar]! += weight * Math.log(log.sessions / log.sessionsWith[item]!)
      room.figures[row + PLACE.alike]! += weight
    }
  }
}

/** Gives each session that shares an item its weight; answers how many there are. */
function weighSessions(log: Clicks, room: Candidates, prefix: Int32Array): number {
  const walk = ++room.walk
  let touched = 0
  let sought = 0
  for (let position = prefix.length; position >= 1 && sought < ITEMS_SOUGHT; position--) {
    const item = prefix[position - 1]!
    if (room.metAt[item] === walk) continue
    room.metAt[item] = walk
    sought++
    const ring = log.latest[item]!
    const held = Math.min(log.written[item]!, ring.length)
    const share = position / prefix.length
    for (let n = 0; n < held; n++) {
      const session = log.sessionOf[ring[n]!]!
      if (room.weightAt[session] === room.now) {
        room.weight[session]! += share
        continue
      }
      room.weightAt[session] = room.now
      room.weight[session] = share
      room.position[session] = position
      room.touched[touched++] = session
    }
  }
  return touched
}

/** Puts the nearest sessions into `nearest` (a heap with the farthest on top; of equals the newer is nearer); answers how many. */
function nearestOf({ weight, touched }: Candidates, count: number): number {
  const farther = (a: number, b: number): boolean => weight[a]! < weight[b]! || (weight[a] === weight[b] && a < b)
  let size = 0
  for (let n = 0; n < count; n++) {
    const session = touched[n]!
    if (size < NEIGHBOURS) {
      let at = size++
      while (at > 0 && farther(session, nearest[(at - 1) >> 1]!)) {
        nearest[at] = nearest[(at - 1) >> 1]!
        at = (at - 1) >> 1
      }
      nearest[at] = session
    } else if (farther(nearest[0]!, session)) {
      let at = 0
      for (;;) {
        let child = 2 * at + 1
        if (child >= size) break
        if (child + 1 < size && farther(nearest[child + 1]!, nearest[child]!)) child++
        if (!farther(nearest[child]!, session)) break
        nearest[at] = nearest[child]!
        at = child
      }
      nearest[at] = session
    }
  }
  return size
}
