/** Rules in words, and why a person does or does not match. */
import type { Instant } from '@rapport/core/base/time'
import type { Plan } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Definitions, Workspace } from '@rapport/core/engine/workspace'
import { explain, type Explanation } from '@rapport/core/segment/explain'
import type { Rule } from '@rapport/core/segment/rule'
import { headline, sentence, type Names } from '@rapport/core/segment/sentence'
import type { ExplainNode } from '../contract-explain.ts'

/** The rule as one sentence in the reader's language (English without one). */
export function ruleSentence(rule: Rule, workspace: Workspace, locale: string | undefined): string {
  return sentence(rule, locale ?? 'en', callings(workspace))
}

const known = new WeakMap<Definitions, Names>()

/** What definitions are called, once per version. */
function callings({ definitions }: Workspace): Names {
  const names = known.get(definitions) ?? {
    segments: byId(definitions.segments),
    purposes: byId(definitions.purposes),
    traits: byId(definitions.traits),
  }
  known.set(definitions, names)
  return names
}

function byId(list: readonly { readonly id: string; readonly name?: string }[]): { readonly [id: string]: string } {
  return Object.fromEntries(list.map(({ id, name }) => [id, name ?? id]))
}

/** The explanation with a sentence for every part. */
export function explainRule(plan: Plan, rule: Rule, state: ProfileState, now: Instant, locale: string | undefined): ExplainNode {
  const { workspace, rules, laws } = plan
  const view = (part: Explanation): ExplainNode => ({
    rule: part.rule,
    sentence: headline(part.rule, locale ?? 'en', callings(workspace)),
    is: part.is,
    ...(part.actual !== undefined && { actual: part.actual }),
    ...(part.until !== undefined && { until: part.until }),
    children: (part.children ?? []).map(view),
  })
  return view(explain({ ruleSet: rules, purposes: workspace.definitions.purposes, purposesFor: laws.purposesFor }, rule, state, now))
}
