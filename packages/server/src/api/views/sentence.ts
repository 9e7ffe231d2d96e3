/** Rules in words, and why a person does or does not match. */
import type { Instant } from '@rapport/core/base/time'
import type { Plan } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Workspace } from '@rapport/core/engine/workspace'
import { explain, type Explanation } from '@rapport/core/segment/explain'
import type { Rule } from '@rapport/core/segment/rule'
import type { ExplainNode } from '../contract.ts'

/** The rule as one sentence in the reader's language (English without one). */
export function ruleSentence(rule: Rule, _workspace: Workspace, _locale: string | undefined): string {
  return JSON.stringify(rule)
}

/** The explanation with a sentence for every part. */
export function explainRule(plan: Plan, rule: Rule, state: ProfileState, now: Instant, locale: string | undefined): ExplainNode {
  const { workspace, rules } = plan
  const view = (part: Explanation): ExplainNode => ({
    rule: part.rule,
    sentence: ruleSentence(part.rule, workspace, locale),
    is: part.is,
    ...(part.actual !== undefined && { actual: part.actual }),
    ...(part.until !== undefined && { until: part.until }),
    children: (part.children ?? []).map(view),
  })
  return view(explain({ ruleSet: rules, purposes: workspace.definitions.purposes }, rule, state, now))
}
