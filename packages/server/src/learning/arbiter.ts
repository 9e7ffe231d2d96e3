/**
 * What decisions read of learning and leave behind: chances of the champion, and the accounts of what runs out. Synchronous; a decision waits for nobody. Until the
 * learner has caught up with the log as it was at the start, decisions go by the rates of the definitions, and what they book is booked again on top of what it
 * then tells.
 */
import type { Instant } from '@rapport/core/base/time'
import type { Decisions } from '@rapport/core/decision/compile'
import { FRESH, type ArbiterState, type Chances } from '@rapport/core/decision/question'
import type { Decision } from '@rapport/core/decision/types'
import { book, bookingOf, freshAccounts, moveOn, type Accounts, type Booking } from './accounts.ts'
import { evidenceOf, spokenBy, type Named, type Spoken } from './learners.ts'

/** What the learner tells whoever decides. */
export interface Told extends Spoken {
  /** offer → successes so far. */
  readonly taken: { readonly [offer: string]: number }
  /** channel → messages sent this month. */
  readonly messages: { readonly [channel: string]: number }
}

/** The definitions of the moment, as far as accounts need them. */
export interface House {
  readonly decisions: Decisions
  readonly timezone: string
}

/** The arbiter's memory in the process that decides. */
export interface Arbiter {
  /** Undefined while the rates of the definitions decide. */
  chances(): Chances | undefined
  state(now: Instant, house: House): ArbiterState
  /** A decision is recorded. */
  decided(decision: Decision, house: House): void
  /** The learner has caught up: accounts as the log left them before this process decided anything. */
  adopt(accounts: Accounts): void
  tell(told: Told | null): void
  accounts(): Accounts
}

/** Decisions that are booked again at most. */
const AGAIN_MAX = 100_000

/** Makes it over the learners' tables. */
export function createArbiter(learners: readonly Named[]): Arbiter {
  let told: Told | null = null
  let chances: Chances | undefined
  let accounts = freshAccounts()
  let again: { readonly booking: Booking; readonly house: House }[] | null = []

  return {
    chances: () => chances,
    state(now, { decisions, timezone }) {
      moveOn(accounts, now, decisions.policy.budgets, timezone)
      const used: { [budget: string]: number } = {}
      const prices: { [budget: string]: number } = {}
      for (const { id } of decisions.policy.budgets) {
        used[id] = accounts.budgets[id]?.used ?? 0
        prices[id] = accounts.budgets[id]?.price ?? 0
      }
      if (told === null) return { ...FRESH, scale: accounts.scale, used, prices, sent: accounts.sent }
      const sent: { [channel: string]: number } = { ...told.messages }
      for (const [channel, n] of Object.entries(accounts.sent)) sent[channel] = (sent[channel] ?? 0) + n
      return { scale: accounts.scale, evidence: evidenceOf(learners, told.champion, now), used, prices, sent, taken: told.taken }
    },
    decided(decision, house) {
      const booking = bookingOf(decision)
      book(accounts, booking, house.decisions, house.timezone)
      if (again !== null && again.length < AGAIN_MAX) again.push({ booking, house })
    },
    adopt(before) {
      accounts = structuredClone(before)
      for (const { booking, house } of again ?? []) book(accounts, booking, house.decisions, house.timezone)
      again = null
    },
    tell(next) {
      if (next !== null && told !== null && next.champion === told.champion && next.version === told.version && next.position === told.position) {
        told = next
        return
      }
      told = next
      chances = next === null ? undefined : spokenBy(learners, next)
    },
    accounts: () => accounts,
  }
}
