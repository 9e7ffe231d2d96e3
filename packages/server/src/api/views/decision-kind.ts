/** How a decision ended, in one word. */
import type { Decision } from '@rapport/core/decision/types'

/** The best, one that was tried in order to learn, nothing, or nothing because the person is in the group for comparison. */
export function decisionKind({ chosen, explored, control }: Decision): 'best' | 'explored' | 'nothing' | 'control' {
  if (control === true && chosen === null) return 'control'
  if (explored) return 'explored'
  return chosen === null ? 'nothing' : 'best'
}
