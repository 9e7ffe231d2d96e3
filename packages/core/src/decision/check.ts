/** Checks offers and placements that somebody wrote. */
import { z } from 'zod'
import type { JsonObject } from '../base/json.ts'
import { parseInstant } from '../base/time.ts'
import { checkDefinition, durationText, eventText, idText, momentText, nameText, numberBetween, wholeBetween } from '../content/definition.ts'
import type { Checked, CheckRule, Problem } from '../content/definition.ts'
import type { Rule } from '../segment/rule.ts'
import { SHOWN_MAX } from './history.ts'
import type { OfferDefinition, PlacementDefinition } from './types.ts'

/** Money beyond this is a typing mistake. */
const MONEY_MAX = 1_000_000_000

const Offer: z.ZodType<OfferDefinition> = z.strictObject({
  id: idText,
  name: nameText,
  placements: z.array(idText).max(100, { error: 'has more than 100 placements; leave it out for every placement' }).optional(),
  family: idText.optional(),
  kind: z.enum(['serve', 'keep', 'inform', 'sell']).optional(),
  success: z.strictObject({ event: eventText, where: z.custom<Rule>().optional(), within: durationText() }).optional(),
  lever: numberBetween(0.2, 5, 'a factor from 0.2 to 5').optional(),
  group: idText.optional(),
  stock: wholeBetween(0, MONEY_MAX, 'how many pieces are left').optional(),
  value: numberBetween(-MONEY_MAX, MONEY_MAX, 'an amount of money that it is worth when it works'),
  rate: numberBetween(0, 1, 'a share from 0 to 1 (0.05 = it works 5 times in 100)').optional(),
  cost: numberBetween(0, MONEY_MAX, 'an amount of money that showing it costs, 0 or more').optional(),
  tier: wholeBetween(-100, 100, 'a whole number from -100 to 100 (service 2, retention 1, sales 0)').optional(),
  eligible: z.custom<Rule>().optional(),
  from: momentText.optional(),
  until: momentText.optional(),
  cap: z.strictObject({ most: wholeBetween(1, SHOWN_MAX, `a whole number from 1 to ${SHOWN_MAX}`), within: durationText() }).optional(),
  purpose: idText.optional(),
  content: z.record(z.string(), z.json()).optional() as z.ZodType<JsonObject | undefined>,
})

/** An offer, or everything that is wrong with it, its rule included. */
export function checkOffer(raw: unknown, checkRule: CheckRule): Checked<OfferDefinition> {
  return checkDefinition(Offer, raw, (offer) => [...eligibleProblems(offer, checkRule), ...scheduleProblems(offer)])
}

function eligibleProblems(raw: unknown, checkRule: CheckRule): readonly Problem[] {
  const read = z.looseObject({ eligible: z.unknown().optional() }).safeParse(raw)
  return read.success && read.data.eligible !== undefined ? checkRule(read.data.eligible, 'eligible') : []
}

function scheduleProblems(raw: unknown): readonly Problem[] {
  const read = z.looseObject({ from: z.string(), until: z.string() }).safeParse(raw)
  if (!read.success) return []
  const from = parseInstant(read.data.from)
  const until = parseInstant(read.data.until)
  return from !== null && until !== null && until <= from ? [{ path: 'until', message: `needs a moment after 'from' (${read.data.from}), or the offer never appears` }] : []
}

const Placement: z.ZodType<PlacementDefinition> = z.strictObject({
  id: idText,
  name: nameText,
  channel: idText,
  exploration: numberBetween(0, 1, 'a share from 0 to 1 (0.05 = 5 in 100 decisions are made to learn)').optional(),
  slots: wholeBetween(1, 20, 'a whole number from 1 to 20').optional(),
})

/** A placement, or everything that is wrong with it. */
export function checkPlacement(raw: unknown): Checked<PlacementDefinition> {
  return checkDefinition(Placement, raw)
}
