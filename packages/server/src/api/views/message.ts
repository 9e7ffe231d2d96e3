/** A message as the API shows it. */
import type { OutboxRow } from '../../ports/store.ts'
import type { MessageView, Of } from '../contract.ts'

/** `whole` adds what was rendered. */
export function messageView(row: OutboxRow, profileName: string | null, { whole }: { readonly whole: boolean }): Of<typeof MessageView> {
  const { plan } = row
  return {
    id: row.id,
    profile: row.profile,
    profileName,
    state: row.state,
    channel: plan.channel,
    template: plan.template,
    purpose: plan.purpose,
    journey: plan.journey?.id,
    step: plan.journey?.step,
    plannedAt: plan.plannedAt,
    dueAt: row.dueAt,
    notAfter: plan.notAfter,
    notBefore: plan.notBefore,
    timing: plan.timing && { ...plan.timing },
    updatedAt: row.updatedAt,
    attempts: row.attempts,
    to: row.to,
    provider: row.provider,
    providerId: row.providerId,
    why: row.why,
    detail: row.detail && { ...row.detail },
    rendered: whole ? row.rendered : undefined,
  }
}
