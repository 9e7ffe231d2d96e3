/** How a definition that somebody wrote is read: either a value, or every fault of it in words a marketer understands. */
import { z } from 'zod'
import { parseDuration, parseInstant } from '../base/time.ts'
import type { Problem } from '../segment/check.ts'

export type { Problem } from '../segment/check.ts'

/** The value, or everything that is wrong with it. */
export type Checked<Value> = { readonly value: Value } | { readonly problems: readonly Problem[] }

/** Checks a nested rule; handed in, because rules are checked where they are compiled. `path` goes before the paths it returns. */
export type CheckRule = (rule: unknown, path: string) => readonly Problem[]

/** Reads `raw` by a shape; `more` finds faults that no shape can express (rules, references within the definition). */
export function checkDefinition<Value>(shape: z.ZodType<Value>, raw: unknown, more: (raw: unknown) => readonly Problem[] = () => []): Checked<Value> {
  const read = shape.safeParse(raw, { error: sentence, reportInput: true })
  const problems = [...(read.error?.issues ?? []).map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message })), ...more(raw)]
  return read.success && problems.length === 0 ? { value: read.data } : { problems }
}

const KINDS: { readonly [kind: string]: string } = { string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', object: 'an object', array: 'a list', record: 'an object' }

/** The sentence for faults that a shape gives no words of its own. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') return `has no such field: ${issue.keys.map((key) => `'${key}'`).join(', ')}; remove it or check its spelling`
  if (issue.code === 'invalid_type' && issue.input === undefined) return `is missing; it needs ${KINDS[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_type') return `needs ${KINDS[issue.expected] ?? issue.expected}, got ${shown(issue.input)}`
  if (issue.code === 'invalid_value') return `needs one of ${issue.values.map((value) => `'${String(value)}'`).join(', ')}, got ${shown(issue.input)}`
  return undefined
}

/** A value as part of a sentence: short, texts in quotes. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

type Fault = (issue: { readonly input?: unknown }) => string

function needs(what: string): Fault {
  return ({ input }) => (input === undefined ? `is missing; it needs ${what}` : `needs ${what}, got ${shown(input)}`)
}

const A_NAME = 'a name for people, 1 to 200 characters'
const AN_ID = 'an id of 1 to 100 letters, digits, - or _, beginning with a letter or digit'
const A_DURATION = "a length of time like '90s', '30m', '12h', '7d' or '2w', longer than nothing"
const A_MOMENT = "a moment like '2026-12-31' or '2026-12-31T18:00:00+08:00'"

/** An id that people choose: letters, digits, - and _. */
export const idText = z.string({ error: needs(AN_ID) }).regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, { error: needs(AN_ID) })
/** A name for people. */
export const nameText = z.string({ error: needs(A_NAME) }).min(1, { error: needs(A_NAME) }).max(200, { error: needs(A_NAME) })
/** The type of an event: any script, no spaces. */
export const eventText = z.string({ error: needs("an event's type like 'order_completed'") }).regex(/^\S{1,128}$/, { error: needs("an event's type like 'order_completed'") })
/** A moment as ISO text. */
export const momentText = z.string({ error: needs(A_MOMENT) }).refine((text) => parseInstant(text) !== null, { error: needs(A_MOMENT) })

/** A duration text, longer than nothing and at most `most` milliseconds; `mostWords` says so. */
export function durationText(most = Infinity, mostWords = ''): z.ZodType<string> {
  const fault = needs(mostWords === '' ? A_DURATION : `${A_DURATION} and at most ${mostWords}`)
  return z.string({ error: fault }).refine((text) => (parseDuration(text) ?? 0) > 0 && (parseDuration(text) ?? 0) <= most, { error: fault })
}

/** A number in a range, both ends included. */
export function numberBetween(least: number, most: number, what: string): z.ZodType<number> {
  return z.number({ error: needs(what) }).min(least, { error: needs(what) }).max(most, { error: needs(what) })
}

/** A whole number in a range, both ends included. */
export function wholeBetween(least: number, most: number, what: string): z.ZodType<number> {
  return z.int({ error: needs(what) }).min(least, { error: needs(what) }).max(most, { error: needs(what) })
}

/** A value that may take one of several shapes: `pick` looks at it and names the shape meant, so that faults are those of what the author had in mind. */
export function meant<Value>(pick: (raw: { readonly [field: string]: unknown }) => z.ZodType<Value> | null, what: string): z.ZodType<Value> {
  return z.custom<Value>().superRefine((raw: unknown, context) => {
    const fields = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as { readonly [field: string]: unknown }) : null
    const shape = fields && pick(fields)
    if (!shape) return context.addIssue({ code: 'custom', message: needs(what)({ input: raw }) })
    const read = shape.safeParse(raw, { error: sentence, reportInput: true })
    for (const issue of read.error?.issues ?? []) context.addIssue({ code: 'custom', message: issue.message, path: [...issue.path] })
  }) as z.ZodType<Value>
}
