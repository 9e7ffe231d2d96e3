/** Send hour and channel on simulated people whose best hour and channel are known: are they found, and are the logged chances the true ones? */
import { seeded } from '@rapport/core/base/random'
import { DAY, type Instant } from '@rapport/core/base/time'
import { chooseChannel } from '@rapport/core/model/timing/channel'
import { chooseHour } from '@rapport/core/model/timing/hour'
import type { ChannelCounts } from '@rapport/core/model/timing/types'
import { hourRates, hoursAhead, noCounts } from '@rapport/core/model/timing/week'
import type { LearningFigures, LearningPart } from './part.ts'

const MONDAY = Date.UTC(2026, 5, 1, 4)
const PEOPLE = 120
const DAYS = 40
/** The last days are judged; before, it learns. */
const JUDGED_FROM = 25
const awake = (hour: number): boolean => hour >= 8 && hour < 22
const rounded = (value: number): number => Number(value.toFixed(4))

interface Arm {
  sent: number
  answered: number
}
const rate = ({ sent, answered }: Arm): number => (sent > 0 ? answered / sent : 0)

/** One message a day; seven people of ten like the evening, three the morning. Answers: 12 % at their hours, 3 % at others. */
async function hour(): Promise<LearningFigures> {
  const started = performance.now()
  const random = seeded(7)
  const all = noCounts()
  const people = Array.from({ length: PEOPLE }, noCounts)
  const [chosen, chance]: [Arm, Arm] = [{ sent: 0, answered: 0 }, { sent: 0, answered: 0 }]
  let [weights, judged, good, hours, quiet] = [0, 0, 0, 0, 0]
  for (let day = 0; day < DAYS; day++) {
    const rates = hourRates(all)
    for (const [person, own] of people.entries()) {
      const open = hoursAhead({ now: (MONDAY + day * DAY) as Instant, zone: 'Asia/Taipei', within: 24, awake })
      const choice = chooseHour({ hours: open, rates, own, sent: all.sent, seed: day * PEOPLE + person })
      if (choice === null) continue
      const clock = choice.hour % 24
      if (!awake(clock)) quiet++
      const liked = Math.abs(clock - (person % 10 < 7 ? 20 : 9)) <= 1
      const answered = random() < (liked ? 0.12 : 0.03) ? 1 : 0
      for (const counts of [all, own]) {
        counts.sent[choice.hour] = (counts.sent[choice.hour] ?? 0) + 1
        counts.answered[choice.hour] = (counts.answered[choice.hour] ?? 0) + answered
      }
      if (day < JUDGED_FROM) continue
      judged++
      weights += 1 / choice.chance / open.length
      hours += open.length
      const arm = choice.random ? chance : chosen
      arm.sent++
      arm.answered += answered
      if (!choice.random && liked) good++
    }
  }
  const meanWeight = weights / judged
  const lift = rate(chosen) / rate(chance)
  return {
    set: 'timing-hour',
    figures: {
      chosenRate: rounded(rate(chosen)), randomRate: rounded(rate(chance)), lift: rounded(lift), goodHours: rounded(good / chosen.sent), byChance: rounded(5 / (hours / judged)),
      meanWeight: rounded(meanWeight), inQuietHours: quiet,
    },
    floor: { lift: '>= 1.3', meanWeight: '1 within 0.1', inQuietHours: 0 },
    reached: lift >= 1.3 && Math.abs(meanWeight - 1) <= 0.1 && quiet === 0,
    seconds: rounded((performance.now() - started) / 1_000),
  }
}

const CHANNELS = [
  { channel: 'email', cost: 0.01, answers: 0.03, leaves: 0.001 },
  { channel: 'line', cost: 0.15, answers: 0.08, leaves: 0.002 },
  { channel: 'sms', cost: 0.9, answers: 0.09, leaves: 0.01 },
] as const
const MONEY = { answerWorth: 10, optOutLoss: 25 }
const ROUNDS = 4_000

/** Three channels: line is worth most once costs and opt-outs are counted, although sms is answered most. */
async function channel(): Promise<LearningFigures> {
  const started = performance.now()
  const random = seeded(11)
  const counts = CHANNELS.map((): { -readonly [name in keyof ChannelCounts]: ChannelCounts[name] } => ({ sent: 0, answered: 0, optedOut: 0 }))
  let [worth, best, judged] = [0, 0, 0]
  for (let round = 0; round < ROUNDS; round++) {
    const options = CHANNELS.map(({ channel: name, cost }, i) => ({ channel: name, cost, recent: 0, own: { sent: 0, answered: 0, optedOut: 0 }, all: counts[i] as ChannelCounts }))
    const at = CHANNELS.findIndex(({ channel: name }) => name === chooseChannel({ options, ...MONEY, seed: round }).channel)
    const [truth, tally] = [CHANNELS[at], counts[at]]
    if (truth && tally) {
      tally.sent++
      if (random() < truth.answers) tally.answered++
      if (random() < truth.leaves) tally.optedOut++
    }
    if (round < ROUNDS / 2) continue
    judged++
    worth += truth ? truth.answers * MONEY.answerWorth - truth.leaves * MONEY.optOutLoss - truth.cost : 0
    if (truth?.channel === 'line') best++
  }
  const share = best / judged
  return {
    set: 'timing-channel',
    figures: { bestShare: rounded(share), worthPerMessage: rounded(worth / judged), worthOfBest: 0.6 },
    floor: { bestShare: '>= 0.75' },
    reached: share >= 0.75,
    seconds: rounded((performance.now() - started) / 1_000),
  }
}

/** Simulated, and said so. */
export const timing: LearningPart = { name: 'timing', sets: [{ set: 'timing-hour', run: hour }, { set: 'timing-channel', run: channel }] }
