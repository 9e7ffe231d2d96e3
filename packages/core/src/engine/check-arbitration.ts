/** Checks how somebody wants offers to compete. */
import { z } from 'zod'
import { checkDefinition, durationText, eventText, idText, nameText, numberBetween, wholeBetween, type Checked, type CheckRule } from '../content/definition.ts'
import type { ArbitrationPolicy } from '../decision/policy.ts'
import type { Rule } from '../segment/rule.ts'

const MONEY_MAX = 1_000_000_000
const money = numberBetween(0, MONEY_MAX, 'an amount of money, 0 or more')
const share = (what: string): z.ZodType<number> => numberBetween(0, 1, `a share from 0 to 1 (${what})`)
const kinds = z.array(z.enum(['serve', 'keep', 'inform', 'sell'])).min(1, { error: 'names at least one kind of offer: serve, keep, inform, sell' })

const Arbitration: z.ZodType<ArbitrationPolicy> = z.strictObject({
  mode: z.enum(['learned', 'apprentice', 'rates']),
  exploration: share('0.05 = 5 in 100 decisions are made to learn'),
  levers: z.record(idText, numberBetween(0.2, 5, 'a factor from 0.2 to 5')),
  moments: z.array(z.strictObject({
    id: idText, name: nameText, when: z.custom<Rule>(), on: kinds, costs: money.optional(), never: z.boolean().optional(),
  })).max(100, { error: 'has more than 100 moments; join some of them' }),
  budgets: z.array(z.strictObject({
    id: idText, name: nameText, counts: z.enum(['money', 'showings']), most: money, per: z.enum(['hour', 'day', 'week', 'month', 'ever']),
    offers: z.array(idText).max(1_000).optional(), channel: idText.optional(),
  })).max(100, { error: 'has more than 100 budgets; join some of them' }),
  channels: z.array(z.strictObject({
    channel: idText, each: money,
    window: z.strictObject({ event: eventText, within: durationText(), most: wholeBetween(1, 100, 'a whole number from 1 to 100').optional() }).optional(),
    quota: wholeBetween(0, MONEY_MAX, 'how many a month are paid for').optional(),
  })).max(50, { error: 'has more than 50 channels' }),
  control: numberBetween(0, 0.5, 'a share from 0 to 0.5 (0.02 = 2 in 100 people see nothing, to learn what proposing is worth)'),
  steadyFor: durationText(),
})

/** The policy, or everything that is wrong with it, the rules of its moments included. */
export function checkArbitration(raw: unknown, checkRule: CheckRule): Checked<ArbitrationPolicy> {
  return checkDefinition(Arbitration, raw, (given) => {
    const moments = (given as { readonly moments?: unknown } | null)?.moments
    if (!Array.isArray(moments)) return []
    return (moments as readonly ({ readonly when?: unknown } | null)[]).flatMap((moment, index) => checkRule(moment?.when, `moments.${index}.when`))
  })
}
