/** When and where people react to what is sent to them: answers by local hour of the week or by channel, of everybody and of each person drawn to everybody's. */
import type { ProfileId } from '@rapport/core/base/id'
import { isTimeZone } from '@rapport/core/base/local-time'
import type { Instant } from '@rapport/core/base/time'
import type { ProfileState } from '@rapport/core/engine/state'
import { momentsOf, type CompiledGoal } from '@rapport/core/model/goals'
import { hourOfWeek } from '@rapport/core/model/timing/week'

/** Counts by hour of the week (0 to 167) or channel. */
export interface Times {
  readonly is: 'hour' | 'channel'
  readonly sent: Map<string, number>
  readonly answered: Map<string, number>
  /** Until the census ends: each person's own. */
  readonly people: { readonly profile: ProfileId; readonly sent: Map<string, number>; readonly answered: Map<string, number>; readonly before: string | null }[]
}

/** Answers without which nothing is said. */
export const ANSWERS_MIN = 100
/** Messages that what everybody does counts as. */
const PRIOR = 20
/** Hours beside an hour that count with it, and how much. */
const KERNEL = [1, 0.6, 0.25]

/** Nothing counted. */
export function newTimes(is: Times['is']): Times {
  return { is, sent: new Map(), answered: new Map(), people: [] }
}

/** Counts one person. */
export function noteTimes(times: Times, { goal, model }: { readonly goal: CompiledGoal; readonly model: { readonly id: string } }, person: ProfileState, timezone: string): void {
  const given = person.traits['timezone']?.[0]?.value
  const zone = typeof given === 'string' && isTimeZone(given) ? given : isTimeZone(timezone) ? timezone : 'UTC'
  const part = (at: Instant, channel: unknown): string => {
    if (times.is === 'channel') return typeof channel === 'string' ? channel : ''
    return String(hourOfWeek(at, zone))
  }
  const own = { sent: new Map<string, number>(), answered: new Map<string, number>() }
  for (const what of ['sent', 'answered'] as const) {
    for (const [at, channel] of momentsOf(goal, person.counters, what)) {
      const key = part(at, channel)
      if (key === '') continue
      own[what].set(key, (own[what].get(key) ?? 0) + 1)
      times[what].set(key, (times[what].get(key) ?? 0) + 1)
    }
  }
  if (own.answered.size === 0 && own.sent.size === 0) return
  const before = person.predictions[model.id]?.value
  times.people.push({ profile: person.id, ...own, before: typeof before === 'string' ? before : null })
}

/** Answers counted of everybody. */
export function answersOf({ answered }: Times): number {
  return [...answered.values()].reduce((sum, n) => sum + n, 0)
}

/** The best hour or channel of each person who was sent something or reacted; nobody's while too little is known. */
export function timesOf(times: Times): readonly { readonly profile: ProfileId; readonly value: string; readonly before: string | null }[] {
  if (answersOf(times) < ANSWERS_MIN) return []
  const all = rates(times)
  return times.people.flatMap(({ profile, sent, answered, before }) => {
    const mine = smooth(times.is, answered)
    const mySent = smooth(times.is, sent)
    let best: { readonly value: string; readonly rate: number } | null = null
    for (const [value, rate] of all) {
      const shrunk = ((mine.get(value) ?? 0) + PRIOR * rate) / (Math.max(mySent.get(value) ?? 0, mine.get(value) ?? 0) + PRIOR)
      if (best === null || shrunk > best.rate || (shrunk === best.rate && value < best.value)) best = { value, rate: shrunk }
    }
    return best === null ? [] : [{ profile, value: best.value, before }]
  })
}

/** Rate of answers of everybody; without enough sent at an hour, drawn to the rate of all. */
function rates(times: Times): ReadonlyMap<string, number> {
  const sent = smooth(times.is, times.sent)
  const answered = smooth(times.is, times.answered)
  const total = [...times.answered.values()].reduce((sum, n) => sum + n, 0) / Math.max(1, [...times.sent.values()].reduce((sum, n) => sum + n, 0))
  const keys = new Set([...sent.keys(), ...answered.keys()])
  return new Map([...keys].map((key) => [key, ((answered.get(key) ?? 0) + 10 * Math.min(1, total)) / (Math.max(sent.get(key) ?? 0, answered.get(key) ?? 0) + 10)]))
}

function smooth(is: Times['is'], counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  if (is === 'channel') return counts
  const spread = new Map<string, number>()
  for (const [key, n] of counts) for (let away = -2; away <= 2; away++) {
    const hour = String((Number(key) + away + 168) % 168)
    spread.set(hour, (spread.get(hour) ?? 0) + n * (KERNEL[Math.abs(away)] as number))
  }
  return spread
}
