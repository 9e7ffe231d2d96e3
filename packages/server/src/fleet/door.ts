/** The fleet as the API reaches it, in this thread or another. */
import type { UpliftGroup } from '@rapport/core/model/uplift/types'
import type { App } from '../runtime/app.ts'
import { cardOf, type CardPart } from './card.ts'
import { recommend, type Recommended } from './items.ts'
import { opportunityOf, peopleOf, personasOf, type PeopleAsk, type Person } from './matrix.ts'
import type { Trainer } from './trainer.ts'
import { changedOf, upliftOf, type UpliftPart } from './uplift-view.ts'
import { overviewOf } from './view.ts'

/** A question to the fleet, and what is answered. */
export interface FleetAnswers {
  readonly overview: ReturnType<typeof overviewOf>
  readonly card: CardPart
  readonly opportunity: ReturnType<typeof opportunityOf>
  readonly personas: ReturnType<typeof personasOf>
  readonly people: { readonly items: readonly Person[]; readonly next: number | null }
  readonly recommend: Recommended
  /** Null: no such offer. */
  readonly uplift: UpliftPart | null
  readonly changed: ReturnType<typeof changedOf>
  readonly judge: 'started' | 'running'
  readonly retrain: null
  readonly forget: null
}
/** The questions. */
export type FleetAsk =
  | { readonly is: 'overview' | 'opportunity' | 'personas' | 'retrain' }
  | { readonly is: 'card'; readonly id: string }
  | { readonly is: 'people'; readonly ask: PeopleAsk; readonly after: number; readonly limit: number }
  | { readonly is: 'recommend'; readonly profile: string; readonly count: number }
  | { readonly is: 'uplift' | 'judge'; readonly offer: string }
  | { readonly is: 'changed'; readonly offer: string; readonly group: UpliftGroup; readonly after: number; readonly limit: number }
  | { readonly is: 'forget'; readonly ids: readonly string[] }

/** Asks the fleet. Rejects when it has stopped, with the reason. */
export interface FleetDoor {
  ask<A extends FleetAsk>(ask: A): Promise<FleetAnswers[A['is']]>
}

const doors = new WeakMap<App, FleetDoor>()

/** Makes the fleet known to whoever serves this product. */
export function openFleet(app: App, door: FleetDoor): void {
  doors.set(app, door)
}

/** The fleet of this product; undefined where nobody trains. */
export function fleetOf(app: App): FleetDoor | undefined {
  return doors.get(app)
}

/** Answers from a trainer in the same thread. */
export function answerOf(trainer: Trainer, ask: FleetAsk): FleetAnswers[FleetAsk['is']] {
  const state = trainer.state()
  switch (ask.is) {
    case 'overview':
      return overviewOf(state)
    case 'card':
      return cardOf(state, ask.id)
    case 'opportunity':
      return opportunityOf(state)
    case 'personas':
      return personasOf(state)
    case 'people':
      return peopleOf(state, ask.ask, ask.after, ask.limit)
    case 'recommend':
      return recommend(state.items, ask.profile, ask.count)
    case 'uplift':
      return upliftOf(trainer, ask.offer)
    case 'judge':
      return trainer.uplift.ask(ask.offer)
    case 'changed':
      return changedOf(trainer, ask)
    case 'retrain':
      trainer.restart()
      return null
    case 'forget':
      trainer.forget(ask.ids)
      return null
  }
}

/** A door to a trainer in the same thread. */
export function doorTo(trainer: Trainer): FleetDoor {
  return { ask: async <A extends FleetAsk>(ask: A) => answerOf(trainer, ask) as FleetAnswers[A['is']] }
}
