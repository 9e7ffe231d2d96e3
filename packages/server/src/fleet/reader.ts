/**
 * Reads the log and takes people through it. What happened before the product ran was brought in at once, so nobody can say when it would have been known: it is
 * gone through by its own time, person by person, once it is all there. Everything else is known from the moment at which it was written down, whatever time it claims.
 */
import { unit } from '@rapport/core/base/hash'
import type { ProfileId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { SECOND } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import type { LogEntry, LogRecord } from '../ports/log.ts'
import { createAgenda, type Agenda, type Due } from './agenda.ts'
import { happen, join, leaveVisit, newPupil, nextInstant, snapshot, type Look, type Open, type Outcome, type Pupil, type School } from './pupil.ts'
import { endOfVisit } from './visit.ts'

/** Something that a person is taken through. */
type Item = { readonly at: number; readonly event: Event } | { readonly at: number; readonly joins: string }

/** What is kept between records; plain data. */
export interface Reading {
  /** Clock of the first record: what happened before is history. */
  began: number | null
  clock: number
  /** Share of the people that is learned from. */
  share: number
  readonly pupils: Map<string, Pupil>
  /** People whose whole past is not known here: one of their parts was not in the sample. */
  readonly outside: Set<string>
  readonly waiting: Map<string, Item[]>
  waitingItems: number
  lastHistory: number
  agenda: readonly Due[]
}

/** What comes out, in the order of time. */
export interface Sink {
  /** Somebody was looked at: whoever foretells may say now what it thinks. */
  readonly asked: (model: number, open: Open) => void
  readonly learned: (outcome: Outcome) => void
}

interface Asked extends Look {
  readonly who: string
}

/** The reader. */
export interface Reader {
  readonly state: Reading
  take(record: LogRecord): void
  /** Time passes without facts. Does some of what is due; false when nothing is left to do. */
  pass(now: number): boolean
  forget(ids: readonly string[]): boolean
  /** State with the agenda in it, for keeping. */
  kept(): Reading
}

/** History is complete when so much time has passed since the last of it. */
const QUIET = 5 * SECOND
/** Facts that wait at most; then they are gone through at once. */
const WAITING_MAX = 400_000
/** People kept at most; beyond it the share is halved. */
export const PEOPLE_MAX = 100_000

/** Nothing was read. */
export function newReading(): Reading {
  return { began: null, clock: 0, share: 1, pupils: new Map(), outside: new Set(), waiting: new Map(), waitingItems: 0, lastHistory: 0, agenda: [] }
}

/** Goes on from a state. `peopleMax` is for tests. */
export function createReader(made: Omit<School, 'matured'>, sink: Sink, state: Reading = newReading(), peopleMax = PEOPLE_MAX): Reader {
  const { lessons } = made
  const agenda: Agenda = createAgenda(state.agenda)
  let collected: Outcome[] | null = null
  const school: School = { ...made, matured: (outcome) => (collected === null ? sink.learned(outcome) : void collected.push(outcome)) }
  const dated = lessons.flatMap(({ spanMs }, number) => (spanMs > 0 ? [number] : []))

  const isTaught = (id: string): boolean => unit(`pupil ${id}`) < state.share && !state.outside.has(id)

  function pupilOf(id: string, at: number): Pupil {
    let pupil = state.pupils.get(id)
    if (pupil === undefined) {
      pupil = newPupil(id as ProfileId, at as Instant, lessons.length)
      state.pupils.set(id, pupil)
    }
    return pupil
  }

  function remove(id: string): void {
    state.pupils.delete(id)
    state.waitingItems -= state.waiting.get(id)?.length ?? 0
    state.waiting.delete(id)
  }

  function happened(pupil: Pupil, event: Event, at: number): readonly Look[] {
    pupil.clock = at
    return happen(school, pupil, event, at)
  }

  function advance(now: number): boolean {
    let did = false
    for (let due = agenda.take(now); due !== null; due = agenda.take(now)) {
      did = true
      const pupil = state.pupils.get(due.who)
      if (pupil === undefined) continue
      if (due.what >= 0) {
        snapshot(school, pupil, due.what, due.at)
        for (const open of pupil.open[due.what] as Open[]) sink.asked(due.what, open)
        agenda.add({ ...due, at: due.at + (lessons[due.what]?.spanMs ?? 0) })
      } else if (pupil.visit !== null) {
        if (endOfVisit(pupil.visit) <= due.at) leaveVisit(school, pupil)
        else agenda.add({ ...due, at: endOfVisit(pupil.visit) })
      }
    }
    return did
  }

  function settle(id: string, pupil: Pupil, from: number): void {
    for (const what of dated) agenda.add({ at: nextInstant(lessons[what]!, id, from), who: id, what })
    if (pupil.visit !== null) agenda.add({ at: endOfVisit(pupil.visit), who: id, what: -1 })
  }

  function live(id: string, event: Event, at: number): void {
    const isNew = !state.pupils.has(id)
    const pupil = pupilOf(id, at)
    const visit = pupil.visit
    for (const { model, open } of happened(pupil, event, at)) sink.asked(model, open)
    if (isNew) settle(id, pupil, at)
    else if (pupil.visit !== null && pupil.visit.began !== visit?.began) agenda.add({ at: endOfVisit(pupil.visit), who: id, what: -1 })
  }

  function joined(id: string, loser: string, at: number): void {
    const other = state.pupils.get(loser)
    const waiting = state.waiting.get(loser) ?? []
    if (other === undefined && waiting.length === 0) return
    const isNew = !state.pupils.has(id)
    const pupil = pupilOf(id, at)
    if (other !== undefined) join(school, pupil, other)
    // What waits of the other is news now: it counts, but nobody was ever looked at with it.
    for (const item of waiting) if ('event' in item) happened(pupil, item.event, at)
    remove(loser)
    if (isNew) settle(id, pupil, at)
    else if (pupil.visit !== null) agenda.add({ at: endOfVisit(pupil.visit), who: id, what: -1 })
  }

  /** Goes through everything that waits, person by person, and gives what came of it in the order of time. */
  function flush(): void {
    const until = state.clock
    const outcomes: Outcome[] = (collected = [])
    const asks: Asked[] = []
    const next = new Map<string, number[]>()
    const losers = new Set([...state.waiting.values()].flatMap((items) => items.flatMap((item) => ('joins' in item ? [item.joins] : []))))

    /** Lets time pass for somebody up to `now`: the end of a visit, and the instants at which the person is looked at. */
    const pass = (id: string, pupil: Pupil, due: number[], now: number): void => {
      for (;;) {
        const least = due.reduce((best, at, i) => (at < (due[best] as number) ? i : best), 0)
        const at = due[least] ?? Infinity
        if (pupil.visit !== null && endOfVisit(pupil.visit) <= Math.min(now, at)) leaveVisit(school, pupil)
        else if (at <= now) {
          const what = dated[least] as number
          snapshot(school, pupil, what, at)
          for (const open of pupil.open[what] as Open[]) asks.push({ model: what, who: id, open })
          due[least] = at + (lessons[what] as School['lessons'][number]).spanMs
        } else return
      }
    }
    /** Takes somebody through what waits, up to a moment; what is later stays. */
    const walk = (id: string, most: number): void => {
      const items = (state.waiting.get(id) ?? []).sort(byTime)
      state.waiting.delete(id)
      const pupil = pupilOf(id, items[0]?.at ?? most)
      const due = next.get(id) ?? dated.map((what) => nextInstant(lessons[what] as School['lessons'][number], id, pupil.clock))
      next.set(id, due)
      let done = 0
      for (let item = items[0]; item !== undefined && item.at <= most; item = items[done]) {
        done++
        pass(id, pupil, due, item.at)
        if ('event' in item) {
          for (const { model, open } of happened(pupil, item.event, item.at)) asks.push({ model, who: id, open })
          continue
        }
        if (state.waiting.has(item.joins)) walk(item.joins, item.at)
        const other = state.pupils.get(item.joins)
        if (other !== undefined) join(school, pupil, other)
        remaining(item.joins).forEach((one) => items.push(one))
        state.pupils.delete(item.joins)
        next.delete(item.joins)
        const rest = items.splice(done).sort(byTime)
        for (const one of rest) items.push(one.at < item.at ? { ...one, at: item.at } : one)
      }
      const now = Math.min(most, until)
      pass(id, pupil, due, now)
      pupil.clock = Math.max(pupil.clock, now)
      if (done < items.length) state.waiting.set(id, items.slice(done))
    }
    const remaining = (id: string): readonly Item[] => {
      const rest = state.waiting.get(id) ?? []
      state.waiting.delete(id)
      return rest
    }

    for (const id of [...state.waiting.keys()].sort()) if (!losers.has(id)) walk(id, Number.MAX_SAFE_INTEGER)
    collected = null
    state.waiting.clear()
    state.waitingItems = 0
    for (const [id, due] of next) {
      const pupil = state.pupils.get(id)
      if (pupil === undefined) continue
      dated.forEach((what, i) => agenda.add({ at: due[i] as number, who: id, what }))
      if (pupil.visit !== null) agenda.add({ at: endOfVisit(pupil.visit), who: id, what: -1 })
    }
    inOrder(asks, outcomes, sink)
  }

  function shrink(): void {
    while (state.pupils.size > peopleMax || (state.waitingItems > WAITING_MAX && state.share > 1 / 1024)) {
      state.share /= 2
      for (const id of [...state.pupils.keys(), ...state.waiting.keys()]) if (!isTaught(id)) remove(id)
    }
  }

  function entry({ event, profile, merged, derived }: LogEntry, at: number): void {
    for (const { type, properties } of derived) {
      if (type !== 'profile_split') continue
      const { from, into } = properties
      for (const id of [from, ...(Array.isArray(into) ? into : [])]) if (typeof id === 'string') {
        remove(id)
        state.outside.add(id)
      }
    }
    if (profile === null) return
    for (const loser of merged ?? []) {
      if (isTaught(loser) === isTaught(profile)) continue
      // Half of this person's past was never looked at.
      remove(loser)
      remove(profile)
      state.outside.add(profile)
    }
    if (!isTaught(profile)) return
    const isHistory = event.at < (state.began ?? at)
    // Who is known already learns of the past late, as everybody did.
    if (state.pupils.has(profile) || (!isHistory && !state.waiting.has(profile) && !(merged ?? []).some((loser) => state.waiting.has(loser)))) {
      for (const loser of merged ?? []) joined(profile, loser, at)
      live(profile, event, at)
      return
    }
    const knownAt = isHistory ? event.at : at
    if (isHistory) state.lastHistory = at
    const items = state.waiting.get(profile) ?? []
    for (const joins of merged ?? []) items.push({ at: knownAt, joins })
    items.push({ at: knownAt, event })
    state.waiting.set(profile, items)
    state.waitingItems += 1 + (merged?.length ?? 0)
  }

  return {
    state,
    take(record) {
      if (record.body.is !== 'events') return
      state.began ??= record.at
      if (state.waiting.size > 0 && record.at >= state.lastHistory + QUIET) flush()
      advance(record.at)
      state.clock = record.at
      for (const one of record.body.entries) entry(one, record.at)
      shrink()
      if (state.waitingItems > WAITING_MAX) flush()
    },
    pass(now) {
      if (state.began === null) return false
      if (state.waiting.size > 0) {
        if (now < state.lastHistory + QUIET) return false
        flush()
        return true
      }
      const did = advance(now)
      state.clock = Math.max(state.clock, now)
      return did
    },
    forget(ids) {
      const own = ids.some((id) => state.pupils.has(id) || state.waiting.has(id) || state.outside.has(id))
      for (const id of ids) remove(id)
      return own
    },
    kept: () => ({ ...state, agenda: agenda.all() }),
  }
}

function byTime(one: Item, other: Item): number {
  return one.at - other.at
}

/** Asks at the moment of the look, teaches at the moment at which the outcome was certain: nobody foretells with what was learned later. */
function inOrder(asks: readonly Asked[], outcomes: readonly Outcome[], sink: Sink): void {
  const steps = [
    ...asks.map(({ model, who, open }) => ({ at: open.at as number, order: 1, who, what: model, run: () => sink.asked(model, open) })),
    ...outcomes.map((outcome) => ({ at: outcome.due, order: 0, who: outcome.who, what: outcome.model, run: () => sink.learned(outcome) })),
  ]
  steps.sort((one, other) => one.at - other.at || one.order - other.order || (one.who < other.who ? -1 : one.who > other.who ? 1 : one.what - other.what))
  for (const { run } of steps) run()
}
