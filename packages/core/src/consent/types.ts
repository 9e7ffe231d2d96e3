/** The shapes of consent: purposes × channels × laws. */
import type { EventId } from '../base/id.ts'
import type { Json } from '../base/json.ts'
import type { Instant } from '../base/time.ts'

/** What the person said last about one purpose on one channel. */
export interface ConsentEntry {
  readonly is: 'given' | 'withdrawn'
  readonly at: Instant
  readonly from: EventId
  /** Version of the wording that was shown, if known; for a signal, which one it was. */
  readonly text?: string
  /** Where the statement was made, if it says so: an ISO country or region. */
  readonly place?: string
}

/** purpose → channel ('*' = every channel, 'signal' = what browsers and banners say) → what was said last. */
export interface ConsentState {
  readonly [purpose: string]: { readonly [channel: string]: ConsentEntry }
}

/** `ask`: silence means no. `inform`: silence means yes, withdrawal is possible. `always`: cannot be withdrawn (a receipt, a security notice). */
export type Basis = 'ask' | 'inform' | 'always'

/** What is collected of somebody who does not allow a purpose: everything, or only what is needed to serve them (`ESSENTIAL_EVENTS`). */
export type Collect = 'all' | 'essential'

/** What holds for a purpose when the person has said nothing. */
export interface PurposeDefinition {
  readonly id: string
  readonly name: string
  readonly basis: Basis
  /** Channels whose basis differs. */
  readonly channels?: { readonly [channel: string]: Basis }
  /** People choose it channel by channel (news by e-mail yes, by SMS no). Default: for every channel at once. */
  readonly byChannel?: boolean
  /** `essential`: of somebody who does not allow this purpose, behaviour (pages, products looked at) is not collected. Default `all`. */
  readonly collect?: Collect
  /** Name and meaning in plain words by language (`zh-Hant`, `th`), for the page on which people choose. */
  readonly words?: { readonly [language: string]: { readonly name: string; readonly about: string } }
}

/** What a law says about one purpose. It can only make the company's own rule stricter. */
export interface PurposeLaw {
  readonly basis: Basis
  readonly channels?: { readonly [channel: string]: Basis }
  readonly collect?: Collect
}

/** A law as data that people read and edit. Nothing in it is legal advice: `checked` stays false until somebody of the company has confirmed it. */
export interface LawDefinition {
  readonly id: string
  readonly name: string
  /** ISO countries and regions where it holds: `TW`, `US-CA`. Somebody in a country of unknown region falls under the laws of all its regions. */
  readonly countries: readonly string[]
  /** purpose → what it needs. Purposes that are not named follow the company's own rule. */
  readonly purposes: { readonly [purpose: string]: PurposeLaw }
  /** signal (`gpc`) → the purposes that it closes. */
  readonly signals: { readonly [signal: string]: readonly string[] }
  /** Years of age from which people can consent themselves. */
  readonly ownConsentFrom?: number
  /** How long a request may take, from the day it comes in, and how soon a breach must be reported. Duration texts. */
  readonly deadlines: { readonly access: string; readonly erase: string; readonly correct: string; readonly breach: string }
  /** How soon a withdrawal must work at the latest. The product needs seconds. Duration text. */
  readonly withdrawalEffective: string
  /** In plain words by language. */
  readonly text: { readonly [language: string]: string }
  /** Where to check it: articles and addresses. */
  readonly sources: readonly string[]
  /** True once somebody of the company has confirmed it; `checkedBy` says who and when. */
  readonly checked: boolean
  readonly checkedBy?: string
}

/** Which laws hold for people of whom nobody knows where they live. */
export interface JurisdictionPolicy {
  /** ISO countries or regions, such as `TW`; the laws of all of them hold. Empty: the company's own rules alone. */
  readonly unknown: readonly string[]
}

/** A purpose as it holds for one person: the company's rule made stricter by the laws. */
export interface EffectivePurpose extends PurposeDefinition {
  /** The law that wants this basis; absent: the company's own rule is stricter than any. */
  readonly law?: string
  /** The law under which a withdrawal counts. */
  readonly under?: string
  /** Channel → the law that wants its basis. */
  readonly lawOf?: { readonly [channel: string]: string }
  /** Signals that close it, each with the law that says so. */
  readonly signals?: { readonly [signal: string]: string }
}

/** What the law of a person is found from. A `ProfileState` is one. */
export interface Located {
  readonly traits: { readonly [name: string]: readonly { readonly value: Json }[] }
  readonly consent: ConsentState
}
