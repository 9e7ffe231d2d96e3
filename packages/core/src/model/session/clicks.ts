/** The log of clicks that every recommendation of the next item is drawn from: sessions as chains of clicks, and at each item its latest clicks. It only grows at its end, so it learns by each click. */

/** Newest clicks that an item remembers (m of VMIS-kNN). A power of two would waste memory: the paper's 500 stays. */
export const LATEST_CLICKS = 500
/** Most clicks the log keeps; beyond that the older half is forgotten at once. */
export const CLICKS_MAX = 8_000_000
/** A session longer than this is a machine's: what lies further back is not looked at. */
export const SESSION_CLICKS = 200

/** Clicks by number, ascending in order of arrival. -1 stands for none. Arrays are longer than `clicks`: what lies beyond is room. */
export interface Clicks {
  clicks: number
  /** Item of each click. */
  itemOf: Int32Array
  /** Session of each click. */
  sessionOf: Int32Array
  /** Click before and after it in the same session. */
  before: Int32Array
  after: Int32Array
  sessions: number
  /** Last click of each session. */
  lastOf: Int32Array
  items: number
  /** Sessions that hold the item. */
  sessionsWith: Int32Array
  /** The latest clicks of each item as a ring, at most one of each session: its first one there. */
  latest: Int32Array[]
  /** How many were ever written to the ring. */
  written: Int32Array
}

/** An empty log. */
export function emptyClicks(): Clicks {
  const none = (length: number): Int32Array => new Int32Array(length)
  return {
    clicks: 0, itemOf: none(1_024), sessionOf: none(1_024), before: none(1_024), after: none(1_024),
    sessions: 0, lastOf: none(256), items: 0, sessionsWith: none(256), latest: [], written: none(256),
  }
}

/** Appends a click of `item` (a number, new ones are `clicks.items`) to a session (new ones are `clicks.sessions`). */
export function appendClick(log: Clicks, session: number, item: number): void {
  const click = log.clicks
  if (click === log.itemOf.length) {
    log.itemOf = doubled(log.itemOf)
    log.sessionOf = doubled(log.sessionOf)
    log.before = doubled(log.before)
    log.after = doubled(log.after)
  }
  while (item >= log.items) addItem(log)
  while (session >= log.sessions) addSession(log)
  const last = log.lastOf[session]!
  log.itemOf[click] = item
  log.sessionOf[click] = session
  log.before[click] = last
  log.after[click] = -1
  if (last >= 0) log.after[last] = click
  const isNew = !holds(log, last, item)
  log.lastOf[session] = click
  log.clicks++
  if (isNew) remember(log, item, click)
}

function addItem(log: Clicks): void {
  if (log.items === log.sessionsWith.length) {
    log.sessionsWith = doubled(log.sessionsWith)
    log.written = doubled(log.written)
  }
  log.latest.push(new Int32Array(4))
  log.items++
}

function addSession(log: Clicks): void {
  if (log.sessions === log.lastOf.length) log.lastOf = doubled(log.lastOf)
  log.lastOf[log.sessions] = -1
  log.sessions++
}

/** Whether the session that ends with this click holds the item. */
function holds(log: Clicks, last: number, item: number): boolean {
  for (let click = last, looked = 0; click >= 0 && looked < SESSION_CLICKS; click = log.before[click]!, looked++) if (log.itemOf[click] === item) return true
  return false
}

function remember(log: Clicks, item: number, click: number): void {
  let ring = log.latest[item]!
  const written = log.written[item]!
  if (written === ring.length && ring.length < LATEST_CLICKS) {
    const longer = new Int32Array(Math.min(LATEST_CLICKS, ring.length * 2))
    longer.set(ring)
    ring = log.latest[item] = longer
  }
  ring[written % ring.length] = click
  log.written[item] = written + 1
  log.sessionsWith[item]!++
}

/**
 * A log of the newest clicks alone. Sessions that began before are kept from there on and get new numbers: `sessionNow[old]`, -1 when nothing of it is left.
 * Items keep their numbers.
 */
export function newestClicks(log: Clicks, keep: number): { readonly log: Clicks; readonly sessionNow: Int32Array } {
  const sessionNow = new Int32Array(log.sessions).fill(-1)
  const newest = emptyClicks()
  for (let click = Math.max(0, log.clicks - keep); click < log.clicks; click++) {
    const session = log.sessionOf[click]!
    if (sessionNow[session]! < 0) sessionNow[session] = newest.sessions
    appendClick(newest, sessionNow[session]!, log.itemOf[click]!)
  }
  while (newest.items < log.items) addItem(newest)
  return { log: newest, sessionNow }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(array.length * 2)
  longer.set(array)
  return longer
}
