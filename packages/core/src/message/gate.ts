/** The last question before a provider is called: may this message go to this person now? Asked in the transaction that claims it. */
import type { MessageId, ProfileId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import { MINUTE, parseDuration, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { consentReason } from '../consent/consent.ts'
import { receiptOf } from '../consent/receipt.ts'
import type { ConsentState, EffectivePurpose } from '../consent/types.ts'
import { chooseBody } from '../content/locale.ts'
import type { TemplateDefinition } from '../content/types.ts'
import { normaliseIdentifier, parseIdentifierKey } from '../event/identifier.ts'
import type { IdentifierKind } from '../event/identifier.ts'
import type { Channel, MessagePlan } from '../event/message-plan.ts'
import type { GivenTraits } from '../profile/types.ts'
import { isTimeZone, localHour, nextMomentWhere } from '../base/local-time.ts'
import { CLAIMS_MAX, PRESSURE_WINDOW } from './pressure.ts'
import type { Allowed, CapDefinition, GateAnswer, GateWhy, PressureState, SendingPolicy } from './types.ts'

/** Everything the gate looks at. */
export interface GateRequest {
  readonly policy: SendingPolicy
  /** As the laws let them hold for this person. */
  readonly purposes: readonly EffectivePurpose[]
  readonly consent: ConsentState
  readonly pressure: PressureState
  readonly traits: GivenTraits
  /** `identifierKey` texts; of several of one kind the last one is written to. */
  readonly identifiers: readonly string[]
  /** Address of last resort on channels that need none from the person: webhook, in-app. */
  readonly profile?: ProfileId
  readonly plan: MessagePlan
  /** The message that asks; its own earlier claim does not count against it. */
  readonly id: MessageId
  readonly template: TemplateDefinition | undefined
  readonly now: Instant
  readonly allowed: Allowed
}

/** How long a message waits before asking again while everything is stopped. */
export const PAUSE_RECHECK = MINUTE

type No = Exclude<GateAnswer, { readonly is: 'go' }>

/**
 * Go, later or never, in this order: kill switch, expiry, its hour (before it nothing more is asked), template, address, consent, suppression, caps,
 * quiet hours. A claim must follow `go` in the same transaction (`claim`); then no cap is ever exceeded. A message is never put off beyond its `notAfter`.
 */
export function gate(request: GateRequest): GateAnswer {
  const { policy, plan, now, template } = request
  if (policy.paused) return { is: 'later', until: plus(now, PAUSE_RECHECK), why: 'paused', detail: {} }
  if (now > plan.notAfter) return refused('expired', { notAfter: plan.notAfter })
  if (plan.notBefore !== undefined && now < plan.notBefore) {
    return laterOrRefused(plan.notBefore, plan.notAfter, 'best_hour', { ...plan.timing, timezone: zoneOf(request.traits, policy) })
  }
  const wording = template?.channel === plan.channel ? chooseBody(template, textTrait(request.traits, 'locale') ?? textTrait(request.traits, 'language')) : null
  if (wording === null) return refused('no_template', { template: plan.template, channel: plan.channel })
  const to = addressFor(plan.channel, request)
  if (to === null) return refused('no_address', { channel: plan.channel })
  const no = consentAnswer(request) ?? capAnswer(request) ?? quietAnswer(request)
  return no ?? { is: 'go', to, locale: wording.locale }
}

function refused(why: GateWhy, detail: JsonObject): No {
  return { is: 'refused', why, detail }
}

/** Later when the message is then still worth sending, else refused. */
function laterOrRefused(until: Instant, notAfter: Instant, why: GateWhy, detail: JsonObject): No {
  return until <= notAfter ? { is: 'later', until, why, detail } : refused(why, { ...detail, until })
}

/** Where each channel finds its address: a trait of the golden record first, then identifiers by kind, then the profile itself. */
const ADDRESSES: { readonly [channel in Channel]: { readonly kinds: readonly IdentifierKind[]; readonly trait?: 'email' | 'phone'; readonly profile?: true } } = {
  email: { kinds: ['email'], trait: 'email' },
  sms: { kinds: ['phone'], trait: 'phone' },
  push: { kinds: ['deviceId'] },
  inapp: { kinds: ['userId', 'anonymousId'], profile: true },
  webhook: { kinds: ['userId'], profile: true },
  line: { kinds: ['lineId'] },
  wechat: { kinds: ['wechatOpenid'] },
}

/** The address of a person on a channel, or null. A trait that is no address of its kind is passed over. */
export function addressFor(channel: Channel, person: { readonly traits: GivenTraits; readonly identifiers: readonly string[]; readonly profile?: ProfileId }): string | null {
  const { kinds, trait, profile } = ADDRESSES[channel]
  const given = trait && textTrait(person.traits, trait)
  const fromTrait = trait && given ? normaliseIdentifier(trait, given) : null
  if (fromTrait) return fromTrait.value
  for (const kind of kinds) {
    const key = person.identifiers.findLast((text) => text.startsWith(`${kind}:`))
    const found = key === undefined ? null : parseIdentifierKey(key)
    if (found) return found.value
  }
  return profile ? (person.profile ?? null) : null
}

function textTrait(traits: GivenTraits, name: string): string | undefined {
  const value = Object.hasOwn(traits, name) ? traits[name]?.[0]?.value : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

function consentAnswer({ purposes, consent, pressure, plan, allowed }: GateRequest): No | null {
  const { purpose, channel } = plan
  if (!allowed(purposes, consent, purpose, channel)) return refused('no_consent', receiptOf(consentReason(purposes, consent, purpose, channel), { purpose, channel }))
  const stop = Object.hasOwn(pressure.suppressed, channel) ? pressure.suppressed[channel] : undefined
  return stop ? refused('suppressed', { channel, reason: stop.why, at: stop.at }) : null
}

/** Every person's last cap, see CLAIMS_MAX. */
const BUILT_IN: CapDefinition = { most: CLAIMS_MAX, within: '31d' }

/**
 * Sliding windows over single claims: after this message, no window `(t - within, t]` may hold more than `most`. Claims in the future (a clock that
 * was set back) count too. A cap frees when the oldest claim that fills it leaves; all caps are free at the latest of these moments.
 */
function capAnswer({ policy, pressure, plan, id, now }: GateRequest): No | null {
  let until = now
  let blocking: CapDefinition | null = null
  for (const cap of [...policy.caps, BUILT_IN]) {
    if ((cap.channel !== undefined && cap.channel !== plan.channel) || (cap.purpose !== undefined && cap.purpose !== plan.purpose)) continue
    const free = freeAt(cap, pressure, id, now)
    if (free <= until) continue
    until = free
    blocking = cap
  }
  if (blocking === null) return null
  const detail = { most: blocking.most, within: blocking.within, ...(blocking.channel && { channel: blocking.channel }), ...(blocking.purpose && { purpose: blocking.purpose }) }
  return laterOrRefused(until, plan.notAfter, 'cap', detail)
}

function freeAt(cap: CapDefinition, pressure: PressureState, id: MessageId, now: Instant): Instant {
  const within = Math.min(parseDuration(cap.within) ?? PRESSURE_WINDOW, PRESSURE_WINDOW)
  const counted: Instant[] = []
  for (const [at, channel, purpose, message] of pressure.claims) {
    if (at <= now - within || message === id) continue
    if ((cap.channel === undefined || cap.channel === channel) && (cap.purpose === undefined || cap.purpose === purpose)) counted.push(at)
  }
  if (counted.length < cap.most) return now
  const leaving = counted[counted.length - cap.most]
  return leaving === undefined ? plus(now, Infinity) : plus(leaving, within)
}

function quietAnswer({ policy, traits, plan, now }: GateRequest): No | null {
  const quiet = policy.quietHours
  if (quiet === undefined || quiet.from === quiet.to || quiet.except?.includes(plan.purpose)) return null
  const zone = zoneOf(traits, policy)
  const awake = (hour: number): boolean => !isQuiet(hour, quiet)
  if (awake(localHour(now, zone))) return null
  const until = nextMomentWhere(now, zone, awake) ?? plus(now, Infinity)
  return laterOrRefused(until, plan.notAfter, 'quiet_hours', { from: quiet.from, to: quiet.to, timezone: zone })
}

/** True when the local hour lies in the quiet hours: from 22 to 8 runs over midnight; `to` itself is awake. */
export function isQuiet(hour: number, quiet: { readonly from: number; readonly to: number }): boolean {
  return quiet.from <= quiet.to ? hour >= quiet.from && hour < quiet.to : hour >= quiet.from || hour < quiet.to
}

/** The zone a person lives in: trait `timezone` when it is an IANA name, else the policy's, else UTC. */
export function zoneOf(traits: GivenTraits, policy: SendingPolicy): string {
  const own = textTrait(traits, 'timezone')
  if (own !== undefined && isTimeZone(own)) return own
  return isTimeZone(policy.timezone) ? policy.timezone : 'UTC'
}
