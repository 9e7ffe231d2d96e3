/**
 * Makes a value from outside safe to store and to walk: bounded depth, keys and text, no prototype keys, no text that a database refuses.
 * Limits (reliability.md 3.2): depth 20 and 1,000 keys refuse the message; texts are cut at 16,384 UTF-16 units; a message above 32 KiB is
 * marked and kept up to 256 KiB, above that refused.
 */
import type { Json, JsonObject } from '@rapport/core/base/json'
import { refuse, type Refusal } from './incoming.ts'

/** Levels of nesting; the message itself is level 1. */
export const MAX_DEPTH = 20
/** Object keys and array items in one message, all levels together. */
export const MAX_KEYS = 1_000
/** UTF-16 units in one text. */
export const MAX_TEXT = 16_384
/** Bytes above which a message is marked `oversize`. */
export const SOFT_BYTES = 32 * 1024
/** Bytes above which a message is refused. */
export const HARD_BYTES = 256 * 1024

/** What had to be changed. */
export type Mark = 'text_cut' | 'keys_removed' | 'text_repaired' | 'number_removed'

/** A value within the limits, its size as JSON and what was changed on the way. */
export interface Clean {
  readonly is: 'clean'
  readonly value: Json
  /** Exact above 32 KiB; below, no more than that. */
  readonly bytes: number
  readonly marks: readonly Mark[]
}

interface Tally {
  keys: number
  /** UTF-16 units of all texts and names, and the signs around them. */
  units: number
  readonly marks: Set<Mark>
  refusal?: Refusal
}

const NO_MARKS: readonly Mark[] = []
const UNSAFE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Checks and repairs one message. The same object comes back when nothing had to be changed. */
export function clean(raw: Json): Clean | Refusal {
  const tally: Tally = { keys: 0, units: 0, marks: new Set() }
  const value = walk(raw, 1, tally)
  if (tally.refusal) return tally.refusal
  // A unit is at most three bytes, or six when it must be escaped: only messages that may be large are measured.
  const bytes = tally.units * 6 <= SOFT_BYTES ? tally.units : Buffer.byteLength(JSON.stringify(raw))
  if (bytes > HARD_BYTES) {
    return refuse('too_big', `The message has ${bytes} bytes; at most ${HARD_BYTES} are accepted. Leave large texts and files out of events`)
  }
  return { is: 'clean', value, bytes, marks: tally.marks.size === 0 ? NO_MARKS : [...tally.marks] }
}

function walk(value: Json, depth: number, tally: Tally): Json {
  if (typeof value === 'string') return text(value, tally)
  if (typeof value === 'number') return number(value, tally)
  if (typeof value !== 'object' || value === null) {
    tally.units += 5
    return value
  }
  if (depth > MAX_DEPTH) tally.refusal ??= refuse('too_deep', `The message is nested more than ${MAX_DEPTH} levels deep. Flatten it`)
  if (tally.refusal) return null
  tally.units += 2
  return Array.isArray(value) ? items(value, depth, tally) : fields(value as JsonObject, depth, tally)
}

function items(list: readonly Json[], depth: number, tally: Tally): Json {
  count(list.length, tally)
  let copy: Json[] | undefined
  for (let i = 0; i < list.length && !tally.refusal; i++) {
    const before = list[i] as Json
    const after = walk(before, depth + 1, tally)
    if (after !== before) (copy ??= [...list])[i] = after
  }
  return copy ?? list
}

function fields(object: JsonObject, depth: number, tally: Tally): Json {
  const names = Object.keys(object)
  count(names.length, tally)
  let copy: { [name: string]: Json } | undefined
  for (const name of names) {
    if (tally.refusal) break
    const good = isKnownGood(name)
    if (!good && UNSAFE.has(name)) {
      tally.marks.add('keys_removed')
      copy ??= { ...object }
      delete copy[name]
      continue
    }
    tally.units += name.length + 4
    const before = object[name] as Json
    const after = walk(before, depth + 1, tally)
    const key = good ? name : repaired(name)
    if (key !== name) {
      tally.marks.add('text_repaired')
      copy ??= { ...object }
      delete copy[name]
      if (!UNSAFE.has(key)) copy[key] = after
    } else if (after !== before) {
      copy ??= { ...object }
      copy[name] = after
    }
  }
  return copy ?? object
}

// The same few hundred names come millions of times: remembering the harmless ones halves the cost of cleaning.
const goodNames = new Set<string>()
const MOST_NAMES = 5_000
const LONGEST_NAME = 64

function isKnownGood(name: string): boolean {
  if (goodNames.has(name)) return true
  if (goodNames.size >= MOST_NAMES || name.length > LONGEST_NAME || UNSAFE.has(name) || repaired(name) !== name) return false
  goodNames.add(name)
  return true
}

function count(more: number, tally: Tally): void {
  tally.keys += more
  if (tally.keys > MAX_KEYS) tally.refusal ??= refuse('too_many_keys', `The message has more than ${MAX_KEYS} keys and list items. Send several events`)
}

function text(value: string, tally: Tally): string {
  tally.units += value.length + 3
  let result = value
  if (result.length > MAX_TEXT) {
    result = result.slice(0, MAX_TEXT)
    tally.marks.add('text_cut')
  }
  const whole = repaired(result)
  if (whole !== result && value.length <= MAX_TEXT) tally.marks.add('text_repaired')
  return whole
}

/** Without NUL characters and half surrogate pairs: databases and UTF-8 refuse both. */
function repaired(value: string): string {
  const whole = value.isWellFormed() ? value : value.toWellFormed()
  return whole.includes('\u0000') ? whole.replaceAll('\u0000', '') : whole
}

/** JSON can spell 1e999, which reads as Infinity and would be written back as null. */
function number(value: number, tally: Tally): number | null {
  tally.units += 24
  if (Number.isFinite(value)) return value
  tally.marks.add('number_removed')
  return null
}

const KEPT_OF_BAD = 2_000

/** What of a refused message is kept for the console: the message when it is small and flat, else the beginning of its JSON text. */
export function keepable(raw: Json): Json | string {
  const checked = clean(raw)
  if (checked.is === 'clean' && checked.bytes <= SOFT_BYTES) return checked.value
  return JSON.stringify(pruned(raw, 1)).slice(0, KEPT_OF_BAD).toWellFormed()
}

/** The outer levels alone, so that writing it down needs no deep recursion and little room. */
function pruned(value: Json, depth: number): Json {
  if (typeof value === 'string') return value.slice(0, 200).toWellFormed().replaceAll('\u0000', '')
  if (typeof value !== 'object' || value === null) return value
  if (depth > 4) return '…'
  if (Array.isArray(value)) return value.slice(0, 20).map((item) => pruned(item as Json, depth + 1))
  const entries = Object.entries(value as JsonObject).filter(([name]) => !UNSAFE.has(name))
  return Object.fromEntries(entries.slice(0, 50).map(([name, item]) => [name, pruned(item, depth + 1)]))
}
