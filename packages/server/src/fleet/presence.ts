/** Who is clicking now: the visit of each, and what a model of visits says of it, at most once a second and only when it moved. */
import type { ProfileId } from '@rapport/core/base/id'
import { MINUTE, SECOND, type Instant } from '@rapport/core/base/time'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Event } from '@rapport/core/event/event'
import { isMoved, type Written } from './census.ts'
import type { Class } from './class.ts'
import { bandOf } from './figures.ts'
import { isAbout } from './pupil.ts'
import { clickOf, endOfVisit, isClick, visitContext, type Visit } from './visit.ts'

/** See the top of the file. */
export interface Presence {
  click(who: string, event: Event, at: Instant): void
  leave(who: string): void
  /** Whose turn it is: who clicked since the last look, and whose visit is over. */
  due(now: Instant): readonly string[]
  sayOf(taught: Class, people: readonly ProfileState[], now: Instant): readonly Written[]
}

/** Clicks that come later are no visit that goes on. */
const FRESH = 2 * MINUTE
const EVERY = SECOND
const AT_ONCE = 100
/** Facts of one person remembered between two looks. */
const EVENTS_MAX = 50
const PEOPLE_MAX = 100_000

interface Here {
  readonly visit: Visit
  readonly achieved: readonly string[]
  readonly lookedAt: number
  readonly isNew: boolean
}

/** Nobody is here. */
export function createPresence(): Presence {
  const here = new Map<string, Here>()
  const turn = new Set<string>()
  const events = new Map<string, readonly Event[]>()
  return {
    click(who, event, at) {
      if (event.at < at - FRESH) return
      const known = here.get(who)
      if (known !== undefined) {
        events.set(who, [...(events.get(who) ?? []), event].slice(-EVENTS_MAX))
        turn.add(who)
      }
      if (!isClick(event.type)) return
      if (known === undefined && here.size >= PEOPLE_MAX) return
      here.set(who, { visit: clickOf(known?.visit ?? null, event, at), achieved: known?.achieved ?? [], lookedAt: known?.lookedAt ?? 0, isNew: true })
      turn.add(who)
    },
    leave(who) {
      here.delete(who)
      turn.delete(who)
      events.delete(who)
    },
    due(now) {
      const ids: string[] = []
      for (const id of turn) {
        if (ids.length >= AT_ONCE) break
        if (now - (here.get(id)?.lookedAt ?? 0) >= EVERY) ids.push(id)
      }
      for (const [id, { visit }] of here) {
        if (ids.length >= AT_ONCE) break
        if (endOfVisit(visit) <= now) ids.push(id)
      }
      for (const id of ids) turn.delete(id)
      return ids
    },
    sayOf(taught, people, now) {
      const { plan, without } = taught.school
      return people.flatMap((person): Written[] => {
        const state = here.get(person.id)
        if (state === undefined) return []
        const isOver = endOfVisit(state.visit) <= now
        const happened = events.get(person.id) ?? []
        events.delete(person.id)
        let achieved = state.achieved
        const said: { [model: string]: Written['predictions'][string] } = {}
        taught.lessons.forEach(({ model, goal }, number) => {
          const course = taught.courses[number]
          if (goal.goal.is !== 'in_session' || !course?.ready()) return
          if (happened.some((event) => goal.counts(event))) achieved = [...achieved, model.id]
          const isOpen = !isOver && !achieved.includes(model.id) && isAbout({ model, goal, spanMs: 0 }, person)
          if (!isOpen) {
            said[model.id] = { value: '', version: course.version }
            return
          }
          const context = visitContext(state.visit, now)
          const [found] = course.predictAll([{ x: plan.features.encode(person, context, now, without), row: [] }])
          if (found === undefined) return
          const edges = model.bands === true ? course.edges() : null
          const [value, low, high] = [found.p, found.low, found.high].map((p) => Math.round(p * 10_000) / 10_000) as [number, number, number]
          said[model.id] = { value, low, high, ...(edges && { band: bandOf(edges, found.p) }), version: course.version }
        })
        if (isOver) here.delete(person.id)
        else here.set(person.id, { ...state, achieved, lookedAt: now })
        const moved = Object.entries(said).filter(([model, one]) => {
          const before = person.predictions[model]
          return isMoved(before?.value === '' ? undefined : before, one)
        })
        return moved.length === 0 ? [] : [{ profile: person.id as ProfileId, predictions: Object.fromEntries(moved) }]
      })
    },
  }
}
