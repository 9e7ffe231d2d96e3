/** What each operator of the rule language wants to be compared with, for the editor. */
import type { Json } from '@rapport/core/base/json'

/** Kinds of argument, each with its own input. */
export type ArgumentKind = 'none' | 'value' | 'text' | 'number' | 'range' | 'list' | 'duration' | 'moment' | 'json'

/** operator → kind of argument, in the order in which the editor offers them. */
export const ARGUMENTS: { readonly [operator: string]: ArgumentKind } = {
  equals: 'value',
  not_equals: 'value',
  in: 'list',
  not_in: 'list',
  contains: 'text',
  starts_with: 'text',
  ends_with: 'text',
  greater_than: 'number',
  at_least: 'number',
  less_than: 'number',
  at_most: 'number',
  between: 'range',
  within_last: 'duration',
  before_last: 'duration',
  after_date: 'moment',
  before_date: 'moment',
  is_true: 'none',
  is_false: 'none',
  exists: 'none',
  missing: 'none',
}

/** The kind for an operator; one we do not know takes any JSON. */
export const argumentOf = (operator: string): ArgumentKind => ARGUMENTS[operator] ?? 'json'

/** A first argument of a kind; undefined where there is none. */
export function startArgument(kind: ArgumentKind): Json | undefined {
  const starts: { readonly [one in ArgumentKind]: Json | undefined } = {
    none: undefined,
    value: '',
    text: '',
    number: 0,
    range: [0, 100],
    list: [],
    duration: '7d',
    moment: '',
    json: '',
  }
  return starts[kind]
}

/** Keeps what was written when the operator changes, where it still fits. */
export function carryArgument(than: Json | undefined, from: ArgumentKind, to: ArgumentKind): Json | undefined {
  if (from === to) return than
  if (to === 'list' && (from === 'value' || from === 'text') && than !== '' && than !== undefined) return [than]
  if ((to === 'value' || to === 'text') && from === 'list' && Array.isArray(than) && typeof than[0] === 'string') return than[0]
  if ((to === 'value' || to === 'text') && (from === 'value' || from === 'text') && typeof than === 'string') return than
  if (to === 'value' && from === 'number') return than
  if (to === 'number' && from === 'value' && typeof than === 'number') return than
  return startArgument(to)
}

/** Text of an input → value: a number or a truth value where the examples of the trait are such, else the text. */
export function readValue(text: string, type: string): Json {
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
