/** A rule while it is being edited: the same tree with a key per part, so that parts can be moved and half-written parts can exist. */
import type { Json } from '@rapport/core/base/json'
import type { Rule } from '@rapport/core/segment/rule'

/** What all parts have. `nots`: how many times the part is turned round (`not` around it); the editor offers 0 and 1. */
interface Part {
  readonly key: string
  readonly nots: number
}
/** Several parts that must all hold, or of which one must. */
export type GroupDraft = Part & { readonly is: 'all' | 'any'; readonly parts: readonly Draft[] }
/** A trait (or, in `where`, a property of the event) and what it is compared with. */
export type TraitDraft = Part & { readonly is: 'trait'; readonly trait: string; readonly operator: string; readonly than?: Json }
/** Something the person did. */
export type DidDraft = Part & {
  readonly is: 'did'
  readonly did: string
  readonly where?: Draft
  readonly atLeast?: number
  readonly within?: string
  readonly after?: string
  readonly before?: string
}
/** Membership in another segment. */
export type SegmentDraft = Part & { readonly is: 'segment'; readonly segment: string }
/** Consent for a purpose. */
export type ConsentDraft = Part & { readonly is: 'consent'; readonly purpose: string; readonly channel?: string }
/** Any part. */
export type Draft = GroupDraft | TraitDraft | DidDraft | SegmentDraft | ConsentDraft

/** A part that is one condition. */
export type Single = Exclude<Draft, GroupDraft>

/** True for a part that consists of parts. */
export const isGroup = (draft: Draft): draft is GroupDraft => draft.is === 'all' || draft.is === 'any'

let last = 0
/** A key that no other part on this page has. */
export const newKey = (): string => `r${++last}`

/** The draft of a rule. */
export function toDraft(rule: Rule, nots = 0): Draft {
  const part = { key: newKey(), nots }
  if ('not' in rule) return toDraft(rule.not, nots + 1)
  if ('all' in rule) return { ...part, is: 'all', parts: rule.all.map((one) => toDraft(one)) }
  if ('any' in rule) return { ...part, is: 'any', parts: rule.any.map((one) => toDraft(one)) }
  if ('did' in rule) {
    const { where, ...rest } = rule
    return { ...part, is: 'did', ...rest, ...(where !== undefined && { where: toDraft(where) }) }
  }
  if ('in' in rule) return { ...part, is: 'segment', segment: rule.in }
  if ('consents' in rule) return { ...part, is: 'consent', purpose: rule.consents, ...(rule.channel !== undefined && { channel: rule.channel }) }
  return { ...part, is: 'trait', trait: rule.trait, operator: rule.is, ...(rule.than !== undefined && { than: rule.than }) }
}

/** The rule of a draft. */
export function toRule(draft: Draft): Rule {
  let rule = bare(draft)
  for (let left = draft.nots; left > 0; left--) rule = { not: rule }
  return rule
}

function bare(draft: Draft): Rule {
  switch (draft.is) {
    case 'all':
      return { all: draft.parts.map(toRule) }
    case 'any':
      return { any: draft.parts.map(toRule) }
    case 'segment':
      return { in: draft.segment }
    case 'consent':
      return { consents: draft.purpose, ...(draft.channel !== undefined && { channel: draft.channel }) }
    case 'trait':
      return { trait: draft.trait, is: draft.operator, ...(draft.than !== undefined && { than: draft.than }) }
    case 'did': {
      const { did, where, atLeast, within, after, before } = draft
      return {
        did,
        ...(where !== undefined && { where: toRule(where) }),
        ...(atLeast !== undefined && { atLeast }),
        ...(within !== undefined && { within }),
        ...(after !== undefined && { after }),
        ...(before !== undefined && { before }),
      }
    }
  }
}

/** The draft as a group, which is what the editor shows at the top: anything else becomes the only part of an `all`. */
export function asGroup(draft: Draft): GroupDraft {
  return isGroup(draft) && draft.nots === 0 ? draft : { key: newKey(), nots: 0, is: 'all', parts: [draft] }
}

/** A new part of a kind, to be filled in. */
export function emptyPart(is: Draft['is']): Draft {
  const part = { key: newKey(), nots: 0 }
  if (is === 'all' || is === 'any') return { ...part, is, parts: [] }
  if (is === 'did') return { ...part, is, did: '', within: '30d' }
  if (is === 'trait') return { ...part, is, trait: '', operator: 'equals', than: '' }
  if (is === 'segment') return { ...part, is, segment: '' }
  return { ...part, is: 'consent', purpose: '' }
}

/** True when no part is half-written, so that the rule is worth counting. */
export function isComplete(draft: Draft): boolean {
  switch (draft.is) {
    case 'all':
    case 'any':
      return draft.parts.every(isComplete)
    case 'did':
      return draft.did !== '' && (draft.where === undefined || isComplete(draft.where))
    case 'trait':
      return draft.trait !== '' && draft.operator !== '' && draft.than !== ''
    case 'segment':
      return draft.segment !== ''
    case 'consent':
      return draft.purpose !== ''
  }
}

/** Reads a text as a rule; a text that says what is wrong when it is none. Only the shape is looked at; the server knows the rest. */
export function readRule(text: string): Rule | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault)
  }
  const wrong = firstWrong(value, 'rule')
  return wrong ?? (value as Rule)
}

function firstWrong(value: unknown, path: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return path
  const rule = value as Record<string, unknown>
  for (const name of ['all', 'any'] as const) {
    const parts = rule[name]
    if (name in rule) return Array.isArray(parts) ? parts.map((part, index) => firstWrong(part, `${path}.${name}.${index}`)).find((one) => one !== undefined) : `${path}.${name}`
  }
  if ('not' in rule) return firstWrong(rule['not'], `${path}.not`)
  if ('did' in rule) return typeof rule['did'] !== 'string' ? `${path}.did` : rule['where'] === undefined ? undefined : firstWrong(rule['where'], `${path}.where`)
  if ('in' in rule) return typeof rule['in'] === 'string' ? undefined : `${path}.in`
  if ('consents' in rule) return typeof rule['consents'] === 'string' ? undefined : `${path}.consents`
  return typeof rule['trait'] === 'string' && typeof rule['is'] === 'string' ? undefined : path
}
