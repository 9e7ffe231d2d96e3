/** Checks a template that somebody wrote. */
import { z } from 'zod'
import { CHANNELS } from '../event/message-plan.ts'
import { checkDefinition, idText, nameText, shown } from './definition.ts'
import type { Checked, Problem } from './definition.ts'
import { canonicalLocale } from './locale.ts'
import type { TemplateDefinition } from './types.ts'

/** Characters of one wording; mails beyond about 100 KB are cut by mailbox providers. */
export const BODY_CHARACTERS_MAX = 200_000

const tooLong = `is too long; ${BODY_CHARACTERS_MAX} characters are the most`
const Body = z.strictObject({
  subject: z.string().max(500, { error: 'is too long for a subject; 500 characters are the most' }).optional(),
  html: z.string().max(BODY_CHARACTERS_MAX, { error: tooLong }).optional(),
  text: z.string().max(BODY_CHARACTERS_MAX, { error: tooLong }),
})
const Template: z.ZodType<TemplateDefinition> = z.strictObject({
  id: idText,
  name: nameText,
  channel: z.enum(CHANNELS),
  bodies: z.record(z.string(), Body),
  defaultLocale: z.string(),
})

/** A template, or everything that is wrong with it: unknown fields, locales that are no tags or the same twice, no wording for the default locale, a mail without a subject. */
export function checkTemplate(raw: unknown): Checked<TemplateDefinition> {
  return checkDefinition(Template, raw, localeProblems)
}

function localeProblems(raw: unknown): readonly Problem[] {
  const read = z.looseObject({ channel: z.string().optional(), bodies: z.record(z.string(), z.unknown()), defaultLocale: z.string() }).safeParse(raw)
  if (!read.success) return []
  const { channel, bodies, defaultLocale } = read.data
  const problems: Problem[] = []
  const seen = new Map<string, string>()
  for (const [locale, body] of Object.entries(bodies)) {
    const tag = canonicalLocale(locale)
    const twin = seen.get(tag ?? locale)
    if (tag === null) problems.push({ path: `bodies.${locale}`, message: `is no language tag; use one like 'zh-Hant', 'th' or 'en-US'` })
    else if (twin !== undefined) problems.push({ path: `bodies.${locale}`, message: `is the same language as '${twin}'; keep one of them` })
    seen.set(tag ?? locale, locale)
    if (channel === 'email' && !hasSubject(body)) problems.push({ path: `bodies.${locale}.subject`, message: 'is missing; an e-mail needs a subject' })
  }
  if (!Object.hasOwn(bodies, defaultLocale)) problems.push({ path: 'defaultLocale', message: `needs a language that has a wording in bodies, got ${shown(defaultLocale)}` })
  return problems
}

function hasSubject(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'subject' in body && typeof body.subject === 'string' && body.subject.trim() !== ''
}
