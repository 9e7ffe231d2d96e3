/** When a message of a step `at: 'best'` goes: the hour of the person's own week at which they most likely react, among those that are permitted. */
import { hash53 } from '../base/hash.ts'
import type { RunId } from '../base/id.ts'
import { HOUR, plus, type Instant } from '../base/time.ts'
import type { MessageTiming } from '../event/message-plan.ts'
import { isQuiet, zoneOf } from '../message/gate.ts'
import type { SendingPolicy } from '../message/types.ts'
import { featureCounters } from '../model/features/compile.ts'
import { compileGoal, goalFeatures, momentsOf, type CompiledGoal } from '../model/goals.ts'
import { knownHours } from '../model/timing/habit.ts'
import { chooseHour } from '../model/timing/hour.ts'
import { HOURS_OF_WEEK } from '../model/timing/types.ts'
import { hoursAhead } from '../model/timing/week.ts'
import type { ModelDefinition } from '../model/types.ts'
import type { GivenTraits } from '../profile/types.ts'
import type { CounterDefinition } from '../trait/counter.ts'
import { predictionValue, type Predictions } from '../trait/prediction.ts'
import type { Counters } from '../trait/types.ts'
import type { JourneyDefinition } from './types.ts'

/** What of a person's document the choice looks at. */
export interface Timed {
  readonly traits: GivenTraits
  readonly counters: Counters
  readonly predictions: Predictions
}

/** Best hours of a workspace, ready to be chosen. */
export interface BestHours {
  readonly sending: SendingPolicy
  /** Which moments are messages and which are reactions. */
  readonly goal: CompiledGoal
  /** Whose prediction is heeded. */
  readonly model: string
}

/** Hours that are looked at, the running one included: a message is put off by less than a day, and leaves at least an hour before it is worth nothing. */
export const AHEAD_MAX = 24

/** The reaction that is looked at where no model of the workspace names another one. */
const CLICKS: ModelDefinition = { id: 'best-hour', name: 'best hour', predict: { is: 'hour', event: 'message_clicked' } }

/** Ready to choose: by the first model of the workspace that foretells hours, else by clicks on messages. */
export function compileBestHours({ models, sending }: { readonly models: readonly ModelDefinition[]; readonly sending: SendingPolicy }): BestHours {
  const model = modelOf(models)
  return { sending, goal: compileGoal(model), model: model.id }
}

/** What people's documents must count so that hours can be chosen; nothing while no journey asks for it. */
export function bestHourCounters({ models, journeys }: {
  readonly models: readonly ModelDefinition[]
  readonly journeys: readonly JourneyDefinition[]
}): readonly CounterDefinition[] {
  const asked = journeys.some(({ steps }) => steps.some((step) => 'send' in step && step.send.at === 'best'))
  return asked ? featureCounters(goalFeatures([modelOf(models)])) : []
}

function modelOf(models: readonly ModelDefinition[]): ModelDefinition {
  return models.find(({ predict, state }) => predict.is === 'hour' && state !== 'off') ?? CLICKS
}

/**
 * Chooses the hour of the message of a run's step; null when no hour is permitted, and the gate must say what then. Decided by the run, the step and the person's
 * document alone, so the same turn chooses the same hour. The message keeps its minute, so messages planned over an hour do not leave all at once.
 */
export function bestHour({ sending, goal, model }: BestHours, person: Timed, { run, step, now, notAfter }: {
  readonly run: RunId
  readonly step: string
  readonly now: Instant
  readonly notAfter: Instant
}): (MessageTiming & { readonly notBefore: Instant }) | null {
  const zone = zoneOf(person.traits, sending)
  const quiet = sending.quietHours
  const hours = hoursAhead({
    now,
    zone,
    within: Math.min(AHEAD_MAX, Math.max(1, Math.floor((notAfter - now) / HOUR))),
    awake: (hour) => quiet === undefined || quiet.from === quiet.to || !isQuiet(hour, quiet),
  })
  const moments = (what: string): readonly Instant[] => momentsOf(goal, person.counters, what).map(([at]) => at)
  const known = knownHours({ sent: moments('sent'), reacted: moments('answered'), foretold: hourOf(predictionValue(person.predictions, model)), zone })
  const choice = chooseHour({ hours, ...known, seed: hash53(`${run}|${step}|best hour`) })
  return choice === null ? null : { notBefore: plus(now, choice.ahead * HOUR), hour: choice.hour, chance: choice.chance, random: choice.random }
}

/** An hour of the week as models foretell it (a text of 0 to 167); null for anything else. */
function hourOf(foretold: unknown): number | null {
  const hour = foretold === undefined || foretold === '' ? Number.NaN : Number(foretold)
  return Number.isInteger(hour) && hour >= 0 && hour < HOURS_OF_WEEK ? hour : null
}
