/** MAP.yml of the lab: what the columns hold, where guessing is not wanted. Documented in docs/guides/match.md. */
import { readFileSync } from 'node:fs'
import { ROLES } from '@rapport/core/match/types'
import { parse } from 'yaml'
import { z } from 'zod'
import { LabProblem } from './problem.ts'

const MatchMapShape = z.strictObject({
  /** column → what it holds. Columns that are not named are guessed, unless `guess` is false. */
  roles: z.record(z.string(), z.enum(ROLES)).default({}),
  guess: z.boolean().default(true),
  /** Where phone numbers without a country code are from: TW, HK, TH, CN, … */
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'two letters, as TW')
    .transform((code) => code.toUpperCase())
    .optional(),
  /** Columns of role `id` whose values never have typing errors. */
  unique: z.array(z.string()).optional(),
  /** No two records of one file or source are the same person. */
  onePerSource: z.boolean().optional(),
})

/** A map that was read. */
export type MatchMap = z.infer<typeof MatchMapShape>

/** The map that says nothing: everything is guessed. */
export const NO_MAP: MatchMap = { roles: {}, guess: true }

/** Reads a map. Throws a sentence for everything that is wrong in it. */
export function readMatchMap(path: string): MatchMap {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new LabProblem(`There is no map ${path}.`, 'Check the path, or leave --map out to have the roles guessed.', 2)
  }
  let given: unknown
  try {
    given = parse(text) ?? {}
  } catch (problem) {
    throw new LabProblem(`${path} is no YAML: ${(problem as Error).message}`, 'See docs/guides/match.md for an example.', 2)
  }
  const read = MatchMapShape.safeParse(given)
  if (read.success) return read.data
  const wrong = read.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'the map'}: ${issue.message}`)
  throw new LabProblem(`${path} is no map: ${wrong.join('; ')}.`, `Roles are: ${ROLES.join(', ')}. See docs/guides/match.md.`, 2)
}
