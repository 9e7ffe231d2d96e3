/** Laws at work: which purposes hold for whom. Worked out once per set of places and kept, so that asking costs a few look-ups. */
import type { Event } from '../event/event.ts'
import { consentReason, DEFAULT_PURPOSES, foldConsent, type ConsentReason } from './consent.ts'
import { placeOf, type DeviceHints, type Place } from './place.ts'
import type { Basis, EffectivePurpose, LawDefinition, Located, PurposeDefinition, PurposeLaw } from './types.ts'

/** The laws of a workspace, ready to ask. */
export interface Laws {
  /** The purposes as they hold for a person: the company's rule, made stricter by every law of the places where the person may live. */
  purposesFor(person: Located): readonly EffectivePurpose[]
  /** Where the person is taken to live; `default` when nothing says so. */
  placeFor(person: Located, device?: DeviceHints): Omit<Place, 'from'> & { readonly from: Place['from'] | 'default' }
  /** The laws that hold in these places. */
  lawsAt(places: readonly string[]): readonly LawDefinition[]
  /** False for events that are kept of everybody: nobody needs to be looked up for them. */
  watches(type: string): boolean
  /** Why behaviour of these people may not be collected, or null. A stranger is asked for with nobody: then the device's hints count alone. */
  withheld(people: readonly Located[], event: Event): Withheld | null
  /** What is collected of a person now, whatever comes. */
  collects(person: Located): Withheld | null
}

/** A purpose that is closed and because of which only the essential is collected. */
export interface Withheld {
  readonly purpose: string
  readonly reason: ConsentReason
}

/** What laws are compiled from. */
export interface LawSources {
  readonly purposes: readonly PurposeDefinition[]
  readonly laws: readonly LawDefinition[]
  /** Places of people of whom nothing is known: `['TW']`. Default: none, so that the company's own rules hold. */
  readonly places?: readonly string[]
}

/**
 * Event types that serve the person or that the law wants: kept whatever is allowed. A `*` at the end stands for any ending; what a message's reader did
 * (opened, clicked) is behaviour all the same.
 */
export const ESSENTIAL_EVENTS: readonly string[] = [
  'consent_*', 'identified', 'aliased', 'identity_*', 'profile_*', 'order_*', 'payment_*', 'refund_*', 'return_*', 'shipment_*', 'delivery_*', 'invoice_*', 'subscription_*', 'ticket_*', 'support_*',
  'booking_*', 'appointment_*', 'account_*', 'password_*', 'signed_up', 'signed_in', 'signed_out', 'loyalty_*', 'points_*', 'message_*', 'offer_shown', 'offer_dismissed', 'decision_made', 'timer_fired',
  'definitions_applied', 'event_withheld', 'erased', 'expired', 'privacy_*', 'journey_*', 'segment_*',
]
const BEHAVIOUR: ReadonlySet<string> = new Set(['message_opened', 'message_clicked'])
const PREFIXES = ESSENTIAL_EVENTS.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1))
const WHOLE: ReadonlySet<string> = new Set(ESSENTIAL_EVENTS.filter((pattern) => !pattern.endsWith('*')))

/** True for an event that is kept of everybody. */
export function isEssential(type: string): boolean {
  return !BEHAVIOUR.has(type) && (WHOLE.has(type) || PREFIXES.some((prefix) => type.startsWith(prefix)))
}

/** Sets of places whose purposes are kept; there are a handful in practice. */
const KEPT_SETS = 2_000
const KEPT_TYPES = 5_000

/** Makes laws ready. */
export function compileLaws({ purposes, laws, places: fallback = [] }: LawSources): Laws {
  const bySet = new Map<string, Effective>()
  const byPlaces = new WeakMap<object, readonly EffectivePurpose[]>()
  const types = new Map<string, boolean>()
  const anyCollects = purposes.some((one) => one.collect === 'essential') || laws.some((law) => Object.values(law.purposes).some((one) => one.collect === 'essential'))

  function lawsAt(places: readonly string[]): readonly LawDefinition[] {
    return laws.filter((law) => law.countries.some((here) => places.some((place) => place === here || here.startsWith(`${place}-`) || place.startsWith(`${here}-`))))
  }

  function at(places: readonly string[]): Effective {
    const key = places.join(' ')
    const known = bySet.get(key)
    if (known) return known
    if (bySet.size >= KEPT_SETS) bySet.clear()
    const made = effective(purposes, lawsAt(places))
    bySet.set(key, made)
    return made
  }

  function placeFor(person: Located, device?: DeviceHints): ReturnType<Laws['placeFor']> {
    const place = placeOf(person, device)
    return place.places.length > 0 ? place : fallback.length > 0 ? { places: fallback, from: 'default' } : place
  }

  function closed(person: Located, device?: DeviceHints): Withheld | null {
    const { all, collecting } = at(placeFor(person, device).places)
    for (const purpose of collecting) {
      const reason = consentReason(all, person.consent, purpose)
      if (!reason.allowed) return { purpose, reason }
    }
    return null
  }

  function essential(type: string): boolean {
    const known = types.get(type)
    if (known !== undefined) return known
    if (types.size >= KEPT_TYPES) types.clear()
    const is = isEssential(type)
    types.set(type, is)
    return is
  }

  return {
    lawsAt,
    placeFor,
    purposesFor(person) {
      // Traits change seldom and are a new object when they do; statements that name a place are rare, but then the answer is not kept.
      if (namesPlace(person)) return at(placeFor(person).places).all
      const known = byPlaces.get(person.traits)
      if (known) return known
      const { all } = at(placeFor(person).places)
      byPlaces.set(person.traits, all)
      return all
    },
    collects: (person) => closed(person),
    watches: (type) => anyCollects && !essential(type),
    withheld(people, event) {
      // What the event itself signals counts for it already: a banner's yes lets the page through that brings it.
      const signals = event.context?.['consent'] !== undefined
      for (const person of people) {
        const found = closed(signals ? { traits: person.traits, consent: foldConsent(person.consent, event) } : person)
        if (found) return found
      }
      if (people.length > 0) return null
      const consent = signals ? foldConsent(STRANGER.consent, event) : STRANGER.consent
      return closed({ traits: {}, consent }, event.context && { timezone: event.context['timezone'], locale: event.context['locale'] })
    },
  }
}

const STRANGER: Located = { traits: {}, consent: {} }

function namesPlace({ consent }: Located): boolean {
  for (const purpose in consent) for (const channel in consent[purpose]) if (consent[purpose]?.[channel]?.place !== undefined) return true
  return false
}

interface Effective {
  readonly all: readonly EffectivePurpose[]
  /** Purposes that decide about collecting. */
  readonly collecting: readonly string[]
}

const STRICTNESS: Readonly<Record<Basis, number>> = { always: 0, inform: 1, ask: 2 }

/** The company's purposes and those that only a law names, each as strict as its strictest rule. */
function effective(purposes: readonly PurposeDefinition[], laws: readonly LawDefinition[]): Effective {
  if (laws.length === 0) return { all: purposes, collecting: purposes.filter((one) => one.collect === 'essential').map((one) => one.id) }
  const known = new Set(purposes.map((one) => one.id))
  const named = new Set([...laws.flatMap((law) => [...Object.keys(law.purposes), ...Object.values(law.signals).flat()])].filter((id) => !known.has(id)))
  const own: readonly PurposeDefinition[] = [...purposes, ...[...named].map((id) => DEFAULT_PURPOSES.find((one) => one.id === id) ?? { id, name: id, basis: 'ask' as const })]
  const all = own.map((purpose) => stricter(purpose, laws))
  return { all, collecting: all.filter((one) => one.collect === 'essential').map((one) => one.id) }
}

function stricter(purpose: PurposeDefinition, laws: readonly LawDefinition[]): EffectivePurpose {
  const rules = laws.flatMap((law) => (Object.hasOwn(law.purposes, purpose.id) ? [{ law: law.id, rule: law.purposes[purpose.id] as PurposeLaw }] : []))
  const whole = strictest(purpose.basis, rules.map(({ law, rule }) => ({ law, basis: rule.basis })))
  // Channel by channel, the strictest of what everybody says about that channel; who names no channel means all of them.
  const named = new Set([...Object.keys(purpose.channels ?? {}), ...rules.flatMap(({ rule }) => Object.keys(rule.channels ?? {}))])
  const byChannel = [...named].map((channel) => {
    const here = rules.map(({ law, rule }) => ({ law, basis: rule.channels?.[channel] ?? rule.basis }))
    return [channel, strictest(purpose.channels?.[channel] ?? purpose.basis, here)] as const
  })
  const signals: { [signal: string]: string } = {}
  for (const law of laws) for (const [signal, closes] of Object.entries(law.signals)) if (closes.includes(purpose.id)) signals[signal] ??= law.id
  const [first] = rules
  return {
    ...purpose,
    basis: whole.basis,
    ...(rules.some(({ rule }) => rule.collect === 'essential') ? { collect: 'essential' as const } : {}),
    ...(whole.law === undefined ? {} : { law: whole.law }),
    ...(first === undefined ? {} : { under: first.law }),
    ...(named.size === 0 ? {} : {
      channels: Object.fromEntries(byChannel.map(([channel, { basis }]) => [channel, basis])),
      lawOf: Object.fromEntries(byChannel.flatMap(([channel, { law }]) => (law === undefined ? [] : [[channel, law]]))),
    }),
    ...(Object.keys(signals).length === 0 ? {} : { signals }),
  }
}

/** The strictest basis and the first law that wants it. */
function strictest(own: Basis, laws: readonly { readonly law: string; readonly basis: Basis }[]): { readonly basis: Basis; readonly law?: string } {
  let basis = own
  for (const one of laws) if (STRICTNESS[one.basis] > STRICTNESS[basis]) basis = one.basis
  const law = laws.find((one) => one.basis === basis)?.law
  return law === undefined ? { basis } : { basis, law }
}
