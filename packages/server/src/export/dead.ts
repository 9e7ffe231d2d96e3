/** Events that a destination did not take: named, never copied, so that what is erased from the log is gone from here too. */
import { isJsonObject, type Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import type { EventRef } from '../ports/log.ts'
import type { App } from '../runtime/app.ts'

/** One that was given up. `id` is its address: log entry and place in it. */
export interface DeadLetter {
  readonly id: string
  readonly ref: EventRef
  readonly nth: number
  readonly event: string
  readonly type: string
  readonly at: Instant
  readonly attempts: number
  readonly why: string
}

/** Most that one destination keeps; beyond it the oldest go. */
export const DEAD_MAX = 1_000

const prefixOf = (destination: string): string => `dead/${destination}/`

/** Oldest first. */
export async function deadOf(app: App, destination: string): Promise<readonly DeadLetter[]> {
  const stored = await app.reads.values(app.ws, prefixOf(destination))
  return stored.flatMap(({ value }) => (isJsonObject(value) ? [value as unknown as DeadLetter] : []))
}

/** Buries one. The id sorts as the log does. */
export async function bury(app: App, destination: string, letter: Omit<DeadLetter, 'id'>): Promise<void> {
  const id = `${String(letter.ref).padStart(16, '0')}.${letter.nth < 0 ? 'p' : letter.nth}`
  await app.put(prefixOf(destination) + id, { ...letter, id } as unknown as Json)
  const all = await deadOf(app, destination)
  for (const old of all.slice(0, Math.max(0, all.length - DEAD_MAX))) await app.put(prefixOf(destination) + old.id, null)
}

/** Takes one, or all, away. */
export async function unbury(app: App, destination: string, id?: string): Promise<void> {
  const ids = id === undefined ? (await deadOf(app, destination)).map((letter) => letter.id) : [id]
  for (const one of ids) await app.put(prefixOf(destination) + one, null)
}
