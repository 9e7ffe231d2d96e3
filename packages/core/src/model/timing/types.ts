/** The shapes of timing: at which hour, and on which channel, a person is reached best. */
import type { Channel } from '../../event/message-plan.ts'

/** Local hours of a week: Monday 0:00 is 0, Sunday 23:00 is 167. */
export const HOURS_OF_WEEK = 168

/** What was sent at each local hour of the week and what came of it within 24 hours. Weights may be fractions (forgetting). */
export interface HourCounts {
  /** 168 numbers: sent. */
  readonly sent: Float64Array
  /** 168 numbers: of these, followed by a click or visit of a person (opens count nothing: mail proxies open everything). */
  readonly answered: Float64Array
}

/** An hour with its chance of being chosen. */
export interface HourChance {
  /** Hours from now until it begins: 0 is the running hour. */
  readonly ahead: number
  /** Local hour of the week. */
  readonly hour: number
  /** Chance (0 to 1) that this hour is chosen, the random share included. */
  readonly chance: number
  /** Expected rate of answers. */
  readonly rate: number
}

/** The hour that was chosen, and how: all that a later evaluation needs. */
export interface HourChoice {
  readonly ahead: number
  readonly hour: number
  /** Chance with which it was chosen. */
  readonly chance: number
  /** Chosen by the share that sends at any hour. */
  readonly random: boolean
  readonly chances: readonly HourChance[]
}

/** What was sent to somebody on one channel and what came of it; weights may be fractions. */
export interface ChannelCounts {
  readonly sent: number
  readonly answered: number
  /** Opted out because of it. */
  readonly optedOut: number
}

/** A channel that is possible now. */
export interface ChannelOption {
  readonly channel: Channel
  /** This person's own counts. */
  readonly own: ChannelCounts
  /** Everybody's. */
  readonly all: ChannelCounts
  /** Money that one message costs. */
  readonly cost: number
  /** Messages this person had on it in the last seven days. */
  readonly recent: number
}

/** A channel with what it is worth and its chance. */
export interface ChannelChance {
  readonly channel: Channel
  readonly chance: number
  /** Expected worth in money: answers less opt-outs and cost. */
  readonly worth: number
}
