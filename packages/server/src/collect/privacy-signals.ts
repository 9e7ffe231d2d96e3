/**
 * What browsers and consent banners say, read at the door into one plain shape: context.consent `{ said: { purpose: true | false }, by }`. Known: the header
 * Sec-GPC and navigator.globalPrivacyControl, IAB TCF 2.2 strings, IAB GPP strings, Segment's category preferences, OneTrust groups.
 */
import { GppModel } from '@iabgpp/cmpapi'
import { TCString } from '@iabtcf/core'
import { shortHash } from '@rapport/core/base/hash'
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'

/** Statements by purpose; an absent purpose was not spoken of. */
type Said = { [purpose: string]: boolean }

/** The name under which the Global Privacy Control is kept; the laws say what it closes. */
export const GPC = 'gpc'
/** Longest string that is decoded: real ones have a few hundred characters. */
const LONGEST_STRING = 6_000
const MOST_CATEGORIES = 50
const KEPT = 1_000

/** IAB TCF purposes that together make one of ours: https://iabeurope.eu/iab-europe-transparency-consent-framework-policies/ */
const TCF: { readonly [purpose: string]: readonly number[] } = { analytics: [8], personalisation: [5, 6], targeted_advertising: [3, 4] }

/** OneTrust's groups as it ships them. C0001 is strictly necessary and says nothing. */
const ONETRUST: { readonly [group: string]: string } = { C0002: 'analytics', C0003: 'personalisation', C0004: 'targeted_advertising', C0005: 'sharing' }

/** Names that banners give to categories. Others count under their own name, when a purpose of the company is called so. */
const CATEGORIES: { readonly [name: string]: string } = {
  analytics: 'analytics', statistics: 'analytics', performance: 'analytics', measurement: 'analytics',
  functional: 'personalisation', preferences: 'personalisation', personalization: 'personalisation', personalisation: 'personalisation',
  advertising: 'targeted_advertising', targeting: 'targeted_advertising', targeted_advertising: 'targeted_advertising', ads: 'targeted_advertising',
  // A banner asks about marketing in the browser; that is no consent to letters.
  marketing: 'targeted_advertising', marketing_and_attribution: 'targeted_advertising', sale: 'sale', sell: 'sale', sharing: 'sharing', social_media: 'sharing',
}
/** Categories that cannot be refused, so that nothing follows from them. */
const NECESSARY: ReadonlySet<string> = new Set(['necessary', 'strictly_necessary', 'essential', 'required'])

/** Fields of a context that carry signals; none of them is kept as it came. */
export const SIGNAL_FIELDS = ['consent', 'globalPrivacyControl', 'gpc', 'OnetrustActiveGroups'] as const

/** What one message signals; undefined when it signals nothing. Strings that cannot be read say nothing: silence is what the law makes of it. */
export function signalsIn(context: JsonObject, header: boolean): JsonObject | undefined {
  if (!header && !SIGNAL_FIELDS.some((name) => context[name] !== undefined)) return undefined
  const given = context['consent']
  const consent = isJsonObject(given) ? given : NONE
  const said: Said = {}
  const by: string[] = []
  const add = (found: Said | null, name: string): void => {
    if (found === null || Object.keys(found).length === 0) return
    by.push(name)
    // Two signals that disagree: no counts.
    for (const [purpose, yes] of Object.entries(found)) said[purpose] = (said[purpose] ?? true) && yes
  }
  if (header || context['globalPrivacyControl'] === true || context['gpc'] === true || consent['gpc'] === true) add({ [GPC]: false }, 'gpc')
  const tcf = text(consent['tcf'] ?? consent['tcString'] ?? consent['euconsent-v2'])
  if (tcf !== null) add(decoded(tcf, readTcf), `tcf:${shortHash(tcf).slice(0, 10)}`)
  const gpp = text(consent['gpp'] ?? consent['gppString'])
  if (gpp !== null) add(decoded(gpp, readGpp), `gpp:${shortHash(gpp).slice(0, 10)}`)
  if (isJsonObject(consent['categoryPreferences'])) add(readCategories(consent['categoryPreferences']), 'categories')
  const groups = consent['oneTrust'] ?? consent['OnetrustActiveGroups'] ?? context['OnetrustActiveGroups']
  if (typeof groups === 'string' || Array.isArray(groups)) add(readOneTrust(groups), 'onetrust')
  return by.length === 0 ? undefined : { said, by: by.join(' ') }
}

const NONE: JsonObject = {}

function text(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_STRING ? value : null
}

// One browser sends the same string with every page.
const strings = new Map<string, Said | null>()

function decoded(string: string, read: (string: string) => Said): Said | null {
  const known = strings.get(string)
  if (known !== undefined) return known
  let found: Said | null = null
  try {
    found = read(string)
  } catch {
    // Damaged, or of a version that nobody knows yet.
  }
  if (strings.size >= KEPT) strings.clear()
  strings.set(string, found)
  return found
}

/** A purpose is given when every TCF purpose behind it has consent, withdrawn when one has neither consent nor a legitimate interest; in between nothing is said. */
function readTcf(string: string): Said {
  const { purposeConsents, purposeLegitimateInterests } = TCString.decode(string)
  const said: Said = {}
  for (const [purpose, ids] of Object.entries(TCF)) {
    if (ids.every((id) => purposeConsents.has(id))) said[purpose] = true
    else if (ids.some((id) => !purposeConsents.has(id) && !purposeLegitimateInterests.has(id))) said[purpose] = false
  }
  return said
}

/** 1 = opted out, 2 = did not opt out, 0 = not applicable. Not opting out is no consent, so only opt-outs count. */
const OPT_OUTS: { readonly [field: string]: string } = { SaleOptOut: 'sale', SharingOptOut: 'sharing', TargetedAdvertisingOptOut: 'targeted_advertising' }

function readGpp(string: string): Said {
  const sections = new GppModel(string).toObject() as { readonly [section: string]: { readonly [field: string]: unknown } }
  const said: Said = {}
  for (const [name, section] of Object.entries(sections)) {
    if (name === 'tcfeuv2' || name === 'tcfeu') {
      const [consents, interests] = [bitsOf(section['PurposeConsents']), bitsOf(section['PurposeLegitimateInterests'])]
      for (const [purpose, needed] of Object.entries(TCF)) {
        if (needed.every((id) => consents.has(id))) said[purpose] ??= true
        else if (needed.some((id) => !consents.has(id) && !interests.has(id))) said[purpose] = false
      }
      continue
    }
    if (!name.startsWith('us')) continue
    for (const [field, purpose] of Object.entries(OPT_OUTS)) if (section[field] === 1) said[purpose] = false
    if (section['Gpc'] === true) said[GPC] = false
    if (name === 'uspv1' && section['OptOutSale'] === 'Y') said['sale'] = false
  }
  return said
}

/** The numbers, from 1, of the bits that are set. */
function bitsOf(field: unknown): ReadonlySet<number> {
  return new Set((Array.isArray(field) ? (field as readonly unknown[]) : []).flatMap((on, index) => (on === true ? [index + 1] : [])))
}

function readCategories(categories: JsonObject): Said {
  const said: Said = {}
  for (const [name, on] of Object.entries(categories).slice(0, MOST_CATEGORIES)) {
    if (typeof on !== 'boolean') continue
    const plain = name.trim().toLowerCase().replace(/[\s-]+/g, '_')
    const purpose = ONETRUST[name.trim()] ?? CATEGORIES[plain] ?? (NECESSARY.has(plain) || plain === 'c0001' ? '' : plain)
    if (purpose !== '' && purpose !== '*' && purpose.length <= 64) said[purpose] = (said[purpose] ?? true) && on
  }
  return said
}

/** `,C0001,C0002,`: the groups that are on. Of the known ones, those that are missing are off. */
function readOneTrust(groups: string | readonly Json[]): Said {
  const list = typeof groups === 'string' ? groups.split(',') : groups
  const on = new Set(list.flatMap((group) => (typeof group === 'string' && group.trim() !== '' ? [group.trim().split(':')[0] as string] : [])))
  if (on.size === 0) return {}
  return Object.fromEntries(Object.entries(ONETRUST).map(([group, purpose]) => [purpose, on.has(group)]))
}
