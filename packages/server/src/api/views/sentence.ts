/** Rules in words, and why a person does or does not match. */
import type { Instant } from '@rapport/core/base/time'
import type { Plan } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Workspace } from '@rapport/core/engine/workspace'
import type { Rule } from '@rapport/core/segment/rule'
import type { ExplainNode } from '../contract.ts'
export function ruleSentence(rule: Rule, _workspace: Workspace, _locale: string | undefined): string {
  return JSON.stringify(rule)
}
export function explainRule(plan: Plan, rule: Rule, state: ProfileState, now: Instant, _locale: string | undefined): ExplainNode {
  return { rule, sentence: '', is: plan.rules.test(rule).holds(state, now), children: [] }
}
