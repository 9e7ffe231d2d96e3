import { describe, expect, it } from 'vitest'
import { array, assert, integer, property } from 'fast-check'
import { seeded } from '../../base/random.ts'
import type { Instant } from '../../base/time.ts'
import { channelWorth, chooseChannel } from './channel.ts'
import { chooseHour, ownRate } from './hour.ts'
import { HOURS_OF_WEEK, type ChannelOption } from './types.ts'
import { hourOfWeek, hourRates, hoursAhead, noCounts, smoothed } from './week.ts'

const MONDAY = Date.UTC(2025, 5, 2, 0, 30) as Instant
const awake = (hour: number): boolean => hour >= 8 && hour < 22

describe('Hours of the week', () => {
  it('are those of the person, not of the machine', () => {
    expect(hourOfWeek(MONDAY, 'UTC')).toBe(0)
    expect(hourOfWeek(MONDAY, 'Asia/Taipei')).toBe(8)
    expect(hourOfWeek(MONDAY, 'America/New_York')).toBe(6 * 24 + 20)
  })

  it('nobody is disturbed in quiet hours, on days when clocks change too', () => {
    for (const [at, zone] of [[MONDAY, 'Asia/Bangkok'], [Date.UTC(2025, 2, 9, 3) as Instant, 'America/New_York'], [Date.UTC(2025, 9, 26, 0) as Instant, 'Europe/Berlin']] as const) {
      const hours = hoursAhead({ now: at, zone, within: 48, awake })
      expect(hours.length).toBeGreaterThan(20)
      expect(hours.every(({ hour }) => awake(hour % 24))).toBe(true)
    }
  })

  it('neighbours share what they know, around the end of the week as well; nothing sent is the usual rate', () => {
    const sent = new Float64Array(HOURS_OF_WEEK)
    sent[0] = 9
    expect([...smoothed(sent)].flatMap((n, hour) => (n > 0 ? [hour] : []))).toEqual([0, 1, 2, 166, 167])
    expect(hourRates(noCounts(), 0.05)[77]).toBeCloseTo(0.05, 12)
  })

  it('rates are rates, and own answers move them', () => {
    assert(
      property(array(integer({ min: 0, max: 50 }), { minLength: HOURS_OF_WEEK, maxLength: HOURS_OF_WEEK }), (counts) => {
        const rates = hourRates({ sent: Float64Array.from(counts), answered: Float64Array.from(counts, (n) => n / 2) })
        expect(rates.every((rate) => rate >= 0 && rate <= 1)).toBe(true)
        const own = noCounts()
        own.sent[5] = 20
        own.answered[5] = 20
        expect(ownRate(rates, own, 5)).toBeGreaterThan(rates[5]!)
      }),
      { numRuns: 30 },
    )
  })
})

describe('Choosing the hour', () => {
  const hours = hoursAhead({ now: MONDAY, zone: 'Asia/Taipei', within: 24, awake })
  const rates = hourRates(noCounts())

  it('chances add up to one, none is below its part of the random share, and the same seed chooses the same', () => {
    assert(
      property(integer({ min: 0, max: 1e9 }), (seed) => {
        const choice = chooseHour({ hours, rates, own: noCounts(), seed })!
        expect(choice.chances.reduce((sum, one) => sum + one.chance, 0)).toBeCloseTo(1, 9)
        for (const { chance } of choice.chances) expect(chance).toBeGreaterThanOrEqual(0.1 / hours.length - 1e-12)
        expect(choice.chances.find(({ ahead }) => ahead === choice.ahead)!.chance).toBe(choice.chance)
        expect(chooseHour({ hours, rates, own: noCounts(), seed })).toEqual(choice)
      }),
      { numRuns: 40 },
    )
    expect(chooseHour({ hours: [], rates, own: noCounts(), seed: 1 })).toBeNull()
  })

  it('weighing by one over the logged chance gives back the mean of every hour: the chances are the true ones', () => {
    const sums = new Map<number, number>()
    const runs = 2_000
    const liked = rates.map((_, hour) => (hour % 24 === 19 ? 0.06 : 0.04))
    for (let seed = 0; seed < runs; seed++) {
      const { hour, chance } = chooseHour({ hours, rates: liked, own: noCounts(), seed })!
      sums.set(hour, (sums.get(hour) ?? 0) + 1 / chance / runs)
    }
    const means = hours.map(({ hour }) => sums.get(hour) ?? 0)
    expect(means.reduce((sum, mean) => sum + mean, 0) / hours.length).toBeCloseTo(1, 1)
    for (const mean of means) expect(Math.abs(mean - 1)).toBeLessThan(0.35)
  })

  it('a planted best hour is found, for everybody and for somebody who differs, and beats the random share', () => {
    const random = seeded(5)
    const truth = (person: number, hour: number): number => (Math.abs((hour % 24) - (person % 2 === 0 ? 20 : 9)) <= 1 ? 0.3 : 0.05)
    const all = noCounts()
    const people = Array.from({ length: 40 }, noCounts)
    const late = { at: { sent: 0, answered: 0 }, any: { sent: 0, answered: 0 }, good: 0 }
    for (let round = 0; round < 80; round++) {
      const learned = hourRates(all)
      for (const [person, own] of people.entries()) {
        const open = hoursAhead({ now: (MONDAY + round * 86_400_000) as Instant, zone: 'UTC', within: 24, awake })
        const choice = chooseHour({ hours: open, rates: learned, own, sent: all.sent, seed: round * 1_000 + person })!
        const answered = random() < truth(person, choice.hour) ? 1 : 0
        for (const counts of [all, own]) {
          counts.sent[choice.hour] = counts.sent[choice.hour]! + 1
          counts.answered[choice.hour] = counts.answered[choice.hour]! + answered
        }
        if (round < 50) continue
        const arm = choice.random ? late.any : late.at
        arm.sent++
        arm.answered += answered
        if (!choice.random && truth(person, choice.hour) > 0.2) late.good++
      }
    }
    expect(late.at.answered / late.at.sent).toBeGreaterThan(1.4 * (late.any.answered / late.any.sent))
    expect(late.good / late.at.sent).toBeGreaterThan(0.4)
    expect(late.any.sent / (late.any.sent + late.at.sent)).toBeGreaterThan(0.06)
  })
})

const none = { sent: 0, answered: 0, optedOut: 0 }
const all = { sent: 1_000, answered: 50, optedOut: 2 }
const option = (channel: ChannelOption['channel'], more: Partial<ChannelOption> = {}): ChannelOption => ({ channel, own: none, all, cost: 0, recent: 0, ...more })

describe('Choosing the channel', () => {
  it('chances of channels and silence add up to one; without a channel there is silence', () => {
    assert(
      property(integer({ min: 0, max: 1e9 }), integer({ min: 0, max: 9 }), (seed, recent) => {
        const choice = chooseChannel({ options: [option('email', { recent }), option('line', { cost: 0.2 })], answerWorth: 10, optOutLoss: 20, seed })
        expect(choice.chances.reduce((sum, one) => sum + one.chance, choice.silence)).toBeCloseTo(1, 9)
        expect(choice.chance).toBeGreaterThan(0)
      }),
      { numRuns: 40 },
    )
    expect(chooseChannel({ options: [], answerWorth: 1, optOutLoss: 1, seed: 1 }).channel).toBeNull()
  })

  it('a channel is worth less the more it costs, the more tired somebody is, the more people it drives away', () => {
    const money = { answerWorth: 10, optOutLoss: 30 }
    const plain = channelWorth(option('sms'), money)
    expect(channelWorth(option('sms', { cost: 0.1 }), money)).toBeCloseTo(plain - 0.1, 12)
    expect(channelWorth(option('sms', { recent: 3 }), money)).toBeLessThan(plain)
    expect(channelWorth(option('sms', { all: { sent: 1_000, answered: 50, optedOut: 40 } }), money)).toBeLessThan(0)
    expect(channelWorth(option('sms', { own: { sent: 40, answered: 20, optedOut: 0 } }), money)).toBeGreaterThan(plain)
  })

  it('silence wins when every channel costs more than it brings, but for the random share', () => {
    const options = [option('sms', { cost: 5 }), option('email', { cost: 4 })]
    const choices = Array.from({ length: 400 }, (_, seed) => chooseChannel({ options, answerWorth: 10, optOutLoss: 10, seed }))
    expect(choices.every(({ silence }) => silence > 0.85)).toBe(true)
    const sent = choices.filter(({ channel }) => channel !== null)
    expect(sent.every((choice) => choice.random)).toBe(true)
    expect(sent.length / choices.length).toBeLessThan(0.16)
  })

  it('the channel that somebody answers on is chosen', () => {
    const choice = chooseChannel({ options: [option('email'), option('line', { own: { sent: 30, answered: 18, optedOut: 0 } })], answerWorth: 10, optOutLoss: 10, seed: 4 })
    expect(choice.chances[1]!.chance).toBeGreaterThan(0.9)
  })
})
