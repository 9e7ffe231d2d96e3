/** The part of retention around the writer: rows of the warehouse, and what is left in the files of the store. */
import type { Instant } from '@rapport/core/base/time'
import { KEPT_BY_ALL } from '@rapport/core/event/retention'
import { isJsonObject } from '@rapport/core/base/json'
import type { App } from '../runtime/app.ts'
import { expiringsOf, RETENTION_KEY, type Expiring } from '../runtime/expire.ts'

/** Key of the value that says up to when the warehouse has forgotten, by rule. */
const ANALYTICS_KEY = 'retention-analytics'
const LOOK_MS = 600_000
/** Rewriting parts of the warehouse is dear, so it is done for a day at a time. */
const DAY_MS = 86_400_000

/** How far each rule is. */
export async function retentionOf(app: App): Promise<readonly (Expiring & { readonly event: string; readonly keep: string })[]> {
  const states = expiringsOf(await app.reads.value(app.ws, RETENTION_KEY))
  return app.workspace().definitions.retention.map((rule) => ({ ...rule, ...(states[rule.event] ?? { position: 0, expired: 0, upTo: null }) }))
}

/** Removes from the warehouse what the log has forgotten since the last time; answers how many rules had something to do. */
export async function sweepAnalytics(app: App): Promise<number> {
  const stored = await app.reads.value(app.ws, ANALYTICS_KEY)
  const done = { ...(stored !== null && isJsonObject(stored) ? (stored as { readonly [event: string]: number }) : {}) }
  const rules = await retentionOf(app)
  let swept = 0
  for (const { event, upTo } of rules) {
    const before = done[event] ?? 0
    if (upTo === null || upTo - before < DAY_MS) continue
    const except = event === '*' ? [...KEPT_BY_ALL, ...rules.map((rule) => rule.event)] : []
    await app.removeFromAnalytics({ is: 'expired', type: event, except, before: upTo as Instant })
    done[event] = upTo
    await app.put(ANALYTICS_KEY, { ...done })
    swept++
  }
  if (swept > 0) await app.erase({ is: 'scrub', id: 'retention' })
  return swept
}

/** Looks from time to time. Answers how to stop. */
export function keepRetention(app: App): () => void {
  const timer = setInterval(() => void sweepAnalytics(app).catch(() => {}), LOOK_MS)
  timer.unref()
  return () => clearInterval(timer)
}
