/** Checks features and models that somebody wrote. */
import { z } from 'zod'
import { checkDefinition, durationText, eventText, idText, meant, nameText, type Checked, type CheckRule, type Problem } from '../content/definition.ts'
import type { FeatureDefinition, FeatureSource } from '../model/features/types.ts'
import type { Goal, ModelDefinition } from '../model/types.ts'
import type { Rule } from '../segment/rule.ts'
import { DAY } from '../base/time.ts'

/** Nobody can be foretold farther: the labels would come too late to learn from. */
const HORIZON_MAX = 366 * DAY
const rule = z.custom<Rule>().optional()
const path = z.string({ error: 'needs a dotted path such as cart.total' }).min(1).max(200)
const horizon = durationText(HORIZON_MAX, '366d')

const Counted = z.strictObject({
  compute: z.enum(['count', 'sum', 'last', 'first', 'max', 'min', 'distinct']),
  event: eventText,
  property: path.optional(),
  where: rule,
  within: durationText().optional(),
})
const SOURCES: { readonly [field: string]: z.ZodType } = {
  trait: z.strictObject({ trait: path }),
  counted: z.strictObject({ counted: Counted }),
  since: z.strictObject({ since: eventText, where: rule }),
  segment: z.strictObject({ segment: idText }),
  context: z.strictObject({ context: path }),
  calendar: z.strictObject({ calendar: z.enum(['hour_of_day', 'day_of_week', 'day_of_month']) }),
  prediction: z.strictObject({ prediction: idText }),
}
const Source = meant<FeatureSource>(
  (raw) => (Object.keys(SOURCES).flatMap((field) => (field in raw ? [SOURCES[field] as z.ZodType<FeatureSource>] : []))[0] ?? null),
  `one of ${Object.keys(SOURCES).join(', ')}`,
)
const Feature: z.ZodType<FeatureDefinition> = z.strictObject({ id: idText, name: nameText.optional(), from: Source })

/** A feature, or everything that is wrong with it, its rules included. */
export function checkFeature(raw: unknown, checkWhere: CheckRule): Checked<FeatureDefinition> {
  return checkDefinition(Feature, raw, (given) => {
    const from = (given as { readonly from?: {
      readonly counted?: { readonly compute?: unknown; readonly property?: unknown; readonly where?: unknown }
      readonly where?: unknown
    } } | null)?.from
    if (typeof from !== 'object' || from === null) return []
    const { counted } = from
    const missing: Problem[] = counted?.compute !== undefined && counted.compute !== 'count' && counted.property === undefined ? [
      { path: 'from.counted.property', message: `'${String(counted.compute)}' needs the property of the event to look at, such as total` },
    ] : []
    return [...missing, ...whereProblems(counted?.where, 'from.counted.where', checkWhere), ...whereProblems(from.where, 'from.where', checkWhere)]
  })
}

const GOALS: { readonly [is in Goal['is']]: z.ZodType } = {
  happens: z.strictObject({ is: z.literal('happens'), event: eventText, where: rule, within: horizon }),
  stops: z.strictObject({ is: z.literal('stops'), event: eventText, where: rule, within: horizon }),
  value: z.strictObject({ is: z.literal('value'), event: eventText, property: path, where: rule, within: horizon }),
  in_session: z.strictObject({ is: z.literal('in_session'), event: eventText, where: rule }),
  next: z.strictObject({ is: z.literal('next'), event: eventText, property: path, within: horizon }),
  hour: z.strictObject({ is: z.literal('hour'), event: eventText }),
  channel: z.strictObject({ is: z.literal('channel') }),
}
const Predict = meant<Goal>((raw) => (GOALS[raw['is'] as Goal['is']] as z.ZodType<Goal> | undefined) ?? null, `a goal whose 'is' is ${Object.keys(GOALS).join(', ')}`)
const Model: z.ZodType<ModelDefinition> = z.strictObject({
  id: idText,
  name: nameText,
  predict: Predict,
  segment: idText.optional(),
  bands: z.boolean().optional(),
  state: z.enum(['on', 'off']).optional(),
})

/** A model, or everything that is wrong with it, the rule of its goal included. */
export function checkModel(raw: unknown, checkWhere: CheckRule): Checked<ModelDefinition> {
  return checkDefinition(Model, raw, (given) => whereProblems((given as { readonly predict?: { readonly where?: unknown } } | null)?.predict?.where, 'predict.where', checkWhere))
}

function whereProblems(where: unknown, place: string, check: CheckRule): readonly Problem[] {
  return where === undefined ? [] : check(where, place)
}
