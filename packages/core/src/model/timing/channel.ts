/** Chooses the channel of a message, or silence: what an answer is worth, less what an opt-out costs and what the message costs, tired people counted as tired. */
import { seeded } from '../../base/random.ts'
import { certainty, pick, rateDraw, SHRINKAGE } from './hour.ts'
import type { ChannelChance, ChannelOption } from './types.ts'

/** What is asked. Money in one currency. */
export interface ChannelAsk {
  /** Channels that are possible: addressable, consented to, within their caps. */
  readonly options: readonly ChannelOption[]
  /** Worth of an answer. */
  readonly answerWorth: number
  /** What is lost when somebody opts out of a channel. */
  readonly optOutLoss: number
  /** Each message of the last seven days makes an answer less likely and an opt-out likelier by this share; default 0.15. */
  readonly fatigue?: number
  readonly seed: number
  /** Share that goes to any channel whatever is known; default 0.1. */
  readonly explore?: number
}

/** What was chosen; `channel` null is silence. Chances are of the channels and of silence, and add up to 1. */
export interface ChannelChoice {
  readonly channel: ChannelOption['channel'] | null
  readonly chance: number
  readonly random: boolean
  readonly chances: readonly ChannelChance[]
  readonly silence: number
}

const DRAWS = 200
const EXPLORE = 0.1
const FATIGUE = 0.15
/** Rates assumed before anything was sent, as strong as so many messages. */
const BEFORE = { answered: 0.02, optedOut: 0.002, messages: 50 }

/** Expected worth of one message on the channel, in money. Falls with every recent message; may be below 0. */
export function channelWorth(option: ChannelOption, { answerWorth, optOutLoss, fatigue = FATIGUE }: Pick<ChannelAsk, 'answerWorth' | 'optOutLoss' | 'fatigue'>): number {
  return worth(option, rateOf(option, 'answered'), rateOf(option, 'optedOut'), { answerWorth, optOutLoss, fatigue })
}

type Money = Required<Pick<ChannelAsk, 'answerWorth' | 'optOutLoss' | 'fatigue'>>

function worth({ cost, recent }: ChannelOption, answers: number, leaves: number, { answerWorth, optOutLoss, fatigue }: Money): number {
  return answers * Math.exp(-fatigue * recent) * answerWorth - Math.min(1, leaves * Math.exp(fatigue * recent)) * optOutLoss - cost
}

/** Own counts drawn towards everybody's rate, which is drawn towards what is usual. */
function rateOf({ own, all }: ChannelOption, of: 'answered' | 'optedOut'): number {
  const everybody = (Math.min(all.sent, all[of]) + BEFORE[of] * BEFORE.messages) / (all.sent + BEFORE.messages)
  return Math.min(1, (own[of] + SHRINKAGE * everybody) / (own.sent + SHRINKAGE))
}

/** Chooses by draws of what each channel may be worth; silence is worth nothing and wins when every channel is worth less. Equal seeds, equal choices. */
export function chooseChannel(ask: ChannelAsk): ChannelChoice {
  const { options, seed, explore = EXPLORE, fatigue = FATIGUE } = ask
  const n = options.length
  if (n === 0) return { channel: null, chance: 1, random: false, chances: [], silence: 1 }
  const random = seeded(seed)
  const wins = Array.from({ length: n + 1 }, () => 0)
  const money = { answerWorth: ask.answerWorth, optOutLoss: ask.optOutLoss, fatigue }
  const known = options.map((option) => ({ option, answers: rateOf(option, 'answered'), leaves: rateOf(option, 'optedOut'), weight: option.own.sent + certainty(option.all.sent) }))
  for (let draw = 0; draw < DRAWS; draw++) {
    let best = n
    let most = 0
    for (const [i, { option, answers, leaves, weight }] of known.entries()) {
      const value = worth(option, rateDraw(answers, weight, random), rateDraw(leaves, weight, random), money)
      if (value > most) {
        most = value
        best = i
      }
    }
    wins[best] = (wins[best] ?? 0) + 1 / DRAWS
  }
  const chances = options.map((option, i) => ({ channel: option.channel, chance: (1 - explore) * (wins[i] ?? 0) + explore / n, worth: channelWorth(option, ask) }))
  const silence = (1 - explore) * (wins[n] ?? 0)
  const isRandom = random() < explore
  const chosen = pick(isRandom ? options.map(() => 1 / n) : wins, random)
  const option = chances[chosen]
  return { channel: option?.channel ?? null, chance: option?.chance ?? silence, random: isRandom, chances, silence }
}
