/**
 * What runs out: budgets, quotas of channels, and what a unit of each is worth right now. Moved on by each recorded decision in the order of the log, and minute
 * by minute in between, so that the same decisions give the same prices wherever they are counted: in the process that decides, and in the learner's fold.
 */
import { DAY, HOUR, MINUTE } from '@rapport/core/base/time'
import type { Decisions } from '@rapport/core/decision/compile'
import { budgetUse } from '@rapport/core/decision/gates'
import { nextPrice, nextScale } from '@rapport/core/decision/pacing'
import type { BudgetDefinition } from '@rapport/core/decision/policy'
import type { Decision } from '@rapport/core/decision/types'

/** One budget as it stands. */
export interface Account {
  /** Beginning of the current period, milliseconds since 1970. */
  since: number
  used: number
  /** Money that a unit is worth. */
  price: number
  /** Used in the minute under way. */
  spent: number
  /** Showings that used it in this period: what an ordinary one takes is used / showings. */
  showings: number
}

/** All accounts, as plain data. */
export interface Accounts {
  /** Moving mean of the largest value at stake. */
  scale: number
  /** Beginning of the minute under way. */
  minute: number
  readonly budgets: { [id: string]: Account }
  /** Beginning of the month under way, and showings in it by channel. */
  month: number
  readonly sent: { [channel: string]: number }
}

/** What a decision does to the accounts. */
export interface Booking {
  readonly at: number
  readonly scores: readonly number[]
  readonly channel: string | undefined
  readonly shown: readonly { readonly offer: string; readonly cost: number; readonly channelCost: number }[]
}

/** Nothing used. */
export function freshAccounts(): Accounts {
  return { scale: 0, minute: 0, budgets: {}, month: 0, sent: {} }
}

/** What of a decision is booked. */
export function bookingOf(decision: Decision): Booking {
  const { at, channel, candidates, chosen } = decision
  const slots = decision.slots ?? [{ chosen }]
  return {
    at,
    channel,
    scores: candidates.flatMap(({ out, score, offer }) => (out || offer === null ? [] : [score ?? 0])),
    shown: slots.flatMap(({ chosen: offer }) => {
      if (offer === null) return []
      const worth = candidates.find((candidate) => candidate.offer === offer)?.worth
      return [{ offer, cost: worth?.cost ?? 0, channelCost: worth?.channelCost ?? 0 }]
    }),
  }
}

/** Books a decision. */
export function book(accounts: Accounts, { at, scores, channel, shown }: Booking, { policy }: Pick<Decisions, 'policy'>, timezone: string): void {
  moveOn(accounts, at, policy.budgets, timezone)
  accounts.scale = nextScale(accounts.scale, scores)
  // What was decided in a period that is over (a history that came in late) takes nothing from this one.
  const isThisMonth = periodOf('month', at, timezone).since >= accounts.month
  for (const { offer, cost, channelCost } of shown) {
    if (channel !== undefined && isThisMonth) accounts.sent[channel] = (accounts.sent[channel] ?? 0) + 1
    for (const budget of policy.budgets) {
      if (!covers(budget, offer, channel)) continue
      const account = accountOf(accounts, budget, at, timezone)
      if (account.since > periodOf(budget.per, at, timezone).since) continue
      const use = budgetUse(budget, { cost }, channelCost)
      account.used += use
      account.spent += use
      account.showings++
    }
  }
}

/** Brings prices and periods up to the minute that holds `now`. Doing it twice, or in two steps, is doing it once. */
export function moveOn(accounts: Accounts, now: number, budgets: readonly BudgetDefinition[], timezone: string): void {
  const month = periodOf('month', now, timezone).since
  if (month > accounts.month) {
    accounts.month = month
    for (const channel of Object.keys(accounts.sent)) delete accounts.sent[channel]
  }
  const minute = Math.floor(now / MINUTE) * MINUTE
  if (minute <= accounts.minute) return
  const from = accounts.minute === 0 ? minute : accounts.minute
  for (const budget of budgets) {
    const account = accountOf(accounts, budget, from, timezone)
    for (let at = from; at < minute; ) {
      const period = periodOf(budget.per, at, timezone)
      if (account.since < period.since) begin(account, period.since)
      // Nothing happens and nothing is worth anything: the rest is skipped.
      if (account.spent === 0 && account.price === 0) {
        const { since } = periodOf(budget.per, minute, timezone)
        if (account.since < since) begin(account, since)
        break
      }
      const left = Math.max(1, (period.until - at) / MINUTE)
      const targetRate = Math.max(0, budget.most - account.used + account.spent) / Math.min(left, MINUTES_MAX)
      const use = account.showings > 0 ? account.used / account.showings : 1
      account.price = nextPrice(account.price, { spentRate: account.spent, targetRate, use, scale: accounts.scale, minutes: 1 })
      account.spent = 0
      at += MINUTE
    }
  }
  accounts.minute = minute
}

/** A budget without an end is spread over a month. */
const MINUTES_MAX = (31 * DAY) / MINUTE

/** Whether showing an offer on a channel uses a budget. */
function covers({ offers, channel: only }: BudgetDefinition, offer: string, channel: string | undefined): boolean {
  return (only === undefined || only === channel) && (offers === undefined || offers.includes(offer))
}

function accountOf({ budgets }: Accounts, { id, per }: BudgetDefinition, at: number, timezone: string): Account {
  const { since } = periodOf(per, at, timezone)
  const account = (budgets[id] ??= { since, used: 0, price: 0, spent: 0, showings: 0 })
  if (account.since < since) begin(account, since)
  return account
}

function begin(account: Account, since: number): void {
  Object.assign(account, { since, used: 0, spent: 0, showings: 0 })
}

/** The period that holds a moment, by the company's clock; weeks begin on Monday. */
export function periodOf(per: BudgetDefinition['per'], at: number, timezone: string): { readonly since: number; readonly until: number } {
  if (per === 'ever') return { since: 0, until: Number.MAX_SAFE_INTEGER }
  const offset = offsetOf(timezone, at)
  const local = at + offset
  if (per === 'month') {
    const date = new Date(local)
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
    return { since: Date.UTC(year, month, 1) - offset, until: Date.UTC(year, month + 1, 1) - offset }
  }
  // 1970-01-01 was a Thursday.
  const [length, shift] = per === 'hour' ? [HOUR, 0] : per === 'day' ? [DAY, 0] : [7 * DAY, 3 * DAY]
  const since = Math.floor((local + shift) / length) * length - shift - offset
  return { since, until: since + length }
}

const offsets = new Map<string, number>()
const OFFSETS_MAX = 1_000

/** How far the clocks of a zone are ahead of UTC, in milliseconds; 0 for a zone that nobody knows. */
function offsetOf(zone: string, at: number): number {
  const hour = Math.floor(at / HOUR)
  const key = `${zone}|${hour}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  if (offsets.size >= OFFSETS_MAX) offsets.clear()
  const made = measured(zone, hour * HOUR)
  offsets.set(key, made)
  return made
}

function measured(zone: string, at: number): number {
  try {
    const text = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const found = /^GMT([+-])(\d{2}):(\d{2})$/.exec(text)
    return found ? (found[1] === '-' ? -1 : 1) * (Number(found[2]) * HOUR + Number(found[3]) * MINUTE) : 0
  } catch {
    return 0 // Intl throws a RangeError for names it does not know: definitions are checked, so this is UTC
  }
}
