/** Checks what somebody wrote about purposes and laws. */
import { z } from 'zod'
import type { JurisdictionPolicy, LawDefinition, PurposeDefinition } from '../consent/types.ts'
import { checkDefinition, durationText, idText, nameText, type Checked } from '../content/definition.ts'

const basis = z.enum(['ask', 'inform', 'always'], { error: "is 'ask', 'inform' or 'always'" })
const collect = z.enum(['all', 'essential'], { error: "is 'all' or 'essential'" }).optional()
const channels = z.record(z.string().regex(/^[a-z][a-z0-9_]{0,40}$/, { error: "is a channel such as 'email'" }), basis).optional()
const language = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: "is a language such as 'zh-Hant'" })
const place = z.string({ error: "needs a country or region as ISO code, such as 'TW' or 'US-CA'" }).regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, { error: "needs a country or region as ISO code, such as 'TW' or 'US-CA'" })
const words = z.string().min(1).max(2_000)

const Purpose = z.strictObject({
  id: idText,
  name: nameText,
  basis,
  channels,
  byChannel: z.boolean().optional(),
  collect,
  words: z.record(language, z.strictObject({ name: nameText, about: words })).optional(),
})

const Law = z.strictObject({
  id: idText,
  name: nameText,
  countries: z.array(place).min(1, { error: 'needs at least one country' }).max(300),
  purposes: z.record(idText, z.strictObject({ basis, channels, collect })),
  signals: z.record(idText, z.array(idText).max(100)),
  ownConsentFrom: z.int().min(0).max(25).optional(),
  deadlines: z.strictObject({ access: durationText(), erase: durationText(), correct: durationText(), breach: durationText() }),
  withdrawalEffective: durationText(),
  text: z.record(language, words),
  sources: z.array(z.string().min(1).max(500)).max(50),
  checked: z.boolean(),
  checkedBy: nameText.optional(),
})

const Jurisdiction = z.strictObject({ unknown: z.array(place).max(20) })

/** Checks a purpose of consent. */
export function checkPurpose(raw: unknown): Checked<PurposeDefinition> {
  return checkDefinition(Purpose as unknown as z.ZodType<PurposeDefinition>, raw)
}

/** Checks a law. Who says that it is checked must say by whom. */
export function checkLaw(raw: unknown): Checked<LawDefinition> {
  return checkDefinition(Law as unknown as z.ZodType<LawDefinition>, raw, (law) => {
    const { checked, checkedBy } = law as Partial<LawDefinition>
    return checked === true && !checkedBy ? [{ path: 'checkedBy', message: 'is missing; say who has confirmed this law, and when' }] : []
  })
}

/** Checks which laws hold for people of unknown place. */
export function checkJurisdiction(raw: unknown): Checked<JurisdictionPolicy> {
  return checkDefinition(Jurisdiction, raw)
}
