/** Finds the part of a draft that a server's problem is about. */
import type { Draft } from './draft.ts'

/** A fault of a definition as the server names it. */
export interface RuleProblem {
  readonly path: string
  readonly message: string
}

/** part key → what is wrong with it. Problems that name no part of the rule stand under ''. Paths look like `rule.all.0.not.where.any[1].than`. */
export function placeProblems(draft: Draft, problems: readonly RuleProblem[]): { readonly [key: string]: readonly string[] } {
  const placed: Record<string, string[]> = {}
  for (const { path, message } of problems) {
    const steps = path.replaceAll('[', '.').replaceAll(']', '').split(/[./]/).filter(Boolean)
    const start = steps.findIndex((step) => step === 'rule' || step === 'eligible' || step === 'all' || step === 'any' || step === 'not' || step === 'did' || step === 'trait')
    const key = start < 0 ? '' : walk(draft, steps.slice(start))
    ;(placed[key] ??= []).push(message)
  }
  return placed
}

function walk(draft: Draft, steps: readonly string[]): string {
  const [step, next, ...rest] = steps
  if (step === undefined) return draft.key
  if (step === 'rule' || step === 'eligible' || step === 'not') return walk(draft, steps.slice(1))
  if ((draft.is === 'all' || draft.is === 'any') && step === draft.is) {
    const part = draft.parts[Number(next)]
    return part ? walk(part, rest) : draft.key
  }
  if (draft.is === 'did' && step === 'where' && draft.where) return walk(draft.where, steps.slice(1))
  return draft.key
}
