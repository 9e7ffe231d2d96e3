/** The two transactions around a provider call: the claim right before it, and its outcome. What happens in between nobody can promise. */
import { allowed } from '@rapport/core/consent/consent'
import type { MessageId, ProfileId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { MINUTE, plus, SECOND, type Instant } from '@rapport/core/base/time'
import type { TemplateBody } from '@rapport/core/content/types'
import type { Plan } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Channel } from '@rapport/core/event/message-plan'
import { gate } from '@rapport/core/message/gate'
import { traitValue } from '@rapport/core/trait/value'
import type { SendResult } from '../ports/provider.ts'
import type { OutboxRow } from '../ports/store.ts'
import { messageEvent } from './system-events.ts'
import type { Turn } from './turn.ts'

/** How long after the claim a call may start; later the message goes back and asks again. */
export const CALL_LEASE = 2 * SECOND
/** Calls before a message that is always put off is given up. */
export const ATTEMPTS_MAX = 8
/** How long a message waits before it looks for a provider again. */
const NO_PROVIDER_RECHECK = MINUTE

/** A message that is durably `calling`, with what rendering needs. */
export interface Gated {
  readonly row: OutboxRow
  readonly body: TemplateBody
  readonly locale: string
  readonly to: string
  readonly profile: ProfileId
  /** What templates may read: `person`, `event`, `message`. */
  readonly data: JsonObject
  /** Do not start the call after this moment. */
  readonly callBefore: Instant
}

/** What became of a call. */
export interface Settled {
  readonly id: MessageId
  readonly provider?: string
  readonly rendered?: OutboxRow['rendered']
  readonly result:
    | SendResult
    /** It may have been taken: never repeated. */
    | { readonly is: 'unknown'; readonly why: string }
    /** It was certainly not started: ask the gate again. */
    | { readonly is: 'released'; readonly why: string }
    /** The process ended in the middle. */
    | { readonly is: 'interrupted' }
}

/** channel → how many calls may begin now. 0: its provider is busy, its messages stay where they are; absent: it has no provider. */
export type Slots = { readonly [channel in Channel]?: number }

/** Asks the gate for each due row and writes down every answer. Claims of one batch see each other. A slow channel never holds up another. */
export async function gateDue(turn: Turn, plan: Plan, rows: readonly OutboxRow[], slots: Slots): Promise<readonly Gated[]> {
  const { sending, templates } = plan.workspace.definitions
  const gated: Gated[] = []
  const free = new Map(Object.entries(slots))
  for (const row of rows) {
    const open = free.get(row.plan.channel)
    if (open === 0) continue
    const person = await turn.person(row.profile)
    if (person === null) {
      turn.row({ ...row, state: 'refused', why: 'no_person', updatedAt: turn.at })
      continue
    }
    if (open === undefined && turn.at <= row.plan.notAfter) {
      turn.row({ ...row, dueAt: plus(turn.at, NO_PROVIDER_RECHECK), why: 'no_provider', detail: { channel: row.plan.channel }, updatedAt: turn.at })
      continue
    }
    const template = templates.find((one) => one.id === row.plan.template)
    const answer = gate({
      policy: sending,
      purposes: plan.laws.purposesFor(person),
      consent: person.consent,
      pressure: person.pressure,
      traits: person.traits,
      identifiers: person.identity.ids,
      profile: person.id,
      plan: row.plan,
      id: row.id,
      template,
      now: turn.at,
      allowed,
    })
    if (answer.is === 'later') turn.row({ ...row, profile: person.id, dueAt: answer.until, why: answer.why, detail: answer.detail, updatedAt: turn.at })
    else if (answer.is === 'refused') {
      await turn.handle({ event: messageEvent(row, 'message_refused', turn.at, { why: answer.why }), profile: person.id })
      turn.row({ ...row, profile: person.id, state: 'refused', why: answer.why, detail: answer.detail, updatedAt: turn.at })
    } else {
      const calling: OutboxRow = {
        ...row,
        profile: person.id,
        state: 'calling',
        attempts: row.attempts + 1,
        to: answer.to,
        why: undefined,
        detail: undefined,
        dueAt: plus(turn.at, CALL_LEASE),
        updatedAt: turn.at,
      }
      await turn.handle({ event: messageEvent(calling, 'message_calling', turn.at), profile: person.id })
      turn.row(calling)
      const body = template?.bodies[answer.locale] ?? { text: '' }
      free.set(row.plan.channel, (open ?? 1) - 1)
      gated.push({ row: calling, body, locale: answer.locale, to: answer.to, profile: person.id, data: templateData(plan, person, calling, turn.at), callBefore: calling.dueAt })
    }
  }
  return gated
}

/** What a template may read. Traits by name, computed ones included, and `prediction.MODEL.value` (low, high, band); never another person's. */
function templateData(plan: Plan, person: ProfileState, row: OutboxRow, now: Instant): JsonObject {
  const traits: { [name: string]: JsonObject[string] } = {}
  for (const name of [...Object.keys(person.traits), ...plan.rules.traits.keys()]) {
    const { value } = traitValue(plan.rules.traits, person, name, now)
    if (value !== undefined && value !== null) traits[name] = value
  }
  const prediction: { [model: string]: JsonObject } = {}
  for (const [model, { at: _at, version: _version, ...said }] of Object.entries(person.predictions)) if (said.value !== '') prediction[model] = { ...said }
  const message = { id: row.id, purpose: row.plan.purpose, channel: row.plan.channel }
  return { ...row.plan.data, person: traits, prediction, message, timezone: plan.workspace.definitions.sending.timezone }
}

/** Writes down what became of calls. A row that is not `calling` any more is left alone: the first outcome counts. */
export async function settleCalls(turn: Turn, rows: ReadonlyMap<MessageId, OutboxRow>, results: readonly Settled[]): Promise<void> {
  for (const settled of results) {
    const row = rows.get(settled.id)
    if (row?.state !== 'calling') continue
    const { result, provider, rendered } = settled
    const base = { ...row, provider: provider ?? row.provider, rendered: rendered ?? row.rendered, updatedAt: turn.at }
    const note = (type: string, more: JsonObject = {}) => turn.handle({
      event: messageEvent(row, type, turn.at, { ...(base.provider ? { provider: base.provider } : {}), ...more }),
      profile: row.profile,
    })
    if (result.is === 'sent') {
      await note('message_sent')
      turn.row({ ...base, state: 'sent', providerId: result.providerId, why: undefined })
    } else if (result.is === 'retry' && row.attempts < ATTEMPTS_MAX) {
      await note('message_retried', { why: result.why })
      turn.row({ ...base, state: 'planned', dueAt: plus(turn.at, Math.max(result.after, SECOND * 2 ** row.attempts)), why: 'retry', detail: { said: result.why } })
    } else if (result.is === 'released') {
      // A moment later: while the clock stands still (it was set back), the next claim would otherwise be the same fact as this one.
      turn.row({ ...base, state: 'planned', attempts: row.attempts - 1, dueAt: plus(turn.at, 1), why: 'released', detail: { said: result.why } })
    } else if (result.is === 'rejected' || result.is === 'retry') {
      await note('message_rejected', { why: result.why })
      if (result.is === 'rejected' && result.suppress) await note('message_bounced', { hard: true, why: result.why })
      turn.row({ ...base, state: 'rejected', why: result.is === 'retry' ? 'gave_up' : 'rejected', detail: { said: result.why } })
    } else {
      const why = result.is === 'interrupted' ? 'interrupted' : result.why
      await note('message_unknown', { why })
      turn.row({ ...base, state: 'unknown', why: 'unknown', detail: { said: why } })
    }
  }
}
