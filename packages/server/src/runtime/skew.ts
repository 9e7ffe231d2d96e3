/**
 * Whether a stored decision can be worked out anew: its choice from its row, and what the model was shown from the log. A person's document is folded from its own
 * history up to the entry that the decision had seen, with the definitions of each place; the features read from it must be those that were served, bit for bit.
 */
import { envOf } from '@rapport/core/base/env'
import type { ProfileId } from '@rapport/core/base/id'
import { verifyDecision, type ReplayVerdict } from '@rapport/core/decision/replay'
import { unpackDecision } from '@rapport/core/decision/record'
import type { Decision } from '@rapport/core/decision/types'
import type { Plan } from '@rapport/core/engine/plan'
import { react } from '@rapport/core/engine/react'
import { newProfile, type ProfileState } from '@rapport/core/engine/state'
import { KNOWN } from '@rapport/core/event/event'
import type { FeaturePerson } from '@rapport/core/model/features/compile'
import { unseenBy } from '../learning/sight.ts'
import { RECORD_ENTRIES, type EventRef, type LogRecord, type Position } from '../ports/log.ts'
import type { App } from './app.ts'
import { createPlans, type Plans } from './plans.ts'
import { STRANGER } from './stranger.ts'

/** A stored decision worked out anew. `features`: `none` were shown to it; `gone`: the log or the person's history no longer has what it takes. */
export interface StoredReplay extends ReplayVerdict {
  readonly features: 'equal' | 'differs' | 'none' | 'gone'
}

/** What a check of a sample found. */
export interface SkewCheck {
  readonly at: number
  readonly checked: number
  readonly differed: number
  readonly gone: number
  /** Id of a decision whose features differ. */
  readonly example: string | null
}

/** Events of one person that are folded for one check. */
const HISTORY_MAX = 5_000
const HISTORY_PAGE = 500
const RECORDS_AT_ONCE = 20

/** The vector as the same features give it for a document; the stored one has the same 32-bit floats. */
export function sameFeatures(decision: Decision, person: FeaturePerson, plan: Plan): boolean {
  const { x, context, at } = decision
  if (x === undefined) return true
  const again = plan.features.encode(person, context, at, unseenBy(plan))
  return again.at.length === x.at.length && x.at.every((place, i) => place === again.at[i]) && x.value.every((value, i) => Object.is(Math.fround(value), again.value[i]))
}

/** Works one decision out anew. `profile`: whose it is in the log. */
export async function replayStored(app: App, decision: Decision, profile: ProfileId | null): Promise<StoredReplay> {
  const plans = await openPlans(app)
  const plan = await planOfVersion(plans, decision.version)
  const verdict = verifyDecision(decision, plan === null ? undefined : groupsOf(plan))
  return { ...verdict, features: await compareFeatures(app, { decision, profile, plan, plans }) }
}

/** Checks a sample of the newest decisions. Reads only. */
export async function checkSkew(app: App, { sample, records }: { readonly sample: number; readonly records: number }): Promise<SkewCheck> {
  const plans = await openPlans(app)
  let [checked, differed, gone] = [0, 0, 0]
  let example: string | null = null
  const end = (await app.reads.last(app.ws)).position
  for (let upto: number = end; upto > 0 && end - upto < records && checked + gone < sample; upto -= RECORDS_AT_ONCE) {
    const from = Math.max(0, upto - RECORDS_AT_ONCE)
    for (const record of (await app.reads.read({ ws: app.ws, after: from as Position, limit: upto - from })).toReversed()) {
      for (const { event, profile } of record.body.is === 'events' ? record.body.entries : []) {
        const decision = event.type === 'decision_made' && checked + gone < sample ? unpackDecision(event.properties) : null
        if (decision?.x === undefined) continue
        const found = await compareFeatures(app, { decision, profile, plan: await planOfVersion(plans, decision.version), plans })
        if (found === 'gone') gone++
        else checked++
        if (found === 'differs') {
          differed++
          example ??= decision.id
        }
      }
    }
  }
  return { at: app.now(), checked, differed, gone, example }
}

function groupsOf({ decisions }: Plan): ReadonlyMap<string, string> {
  return new Map([...decisions.byId].flatMap(([id, { definition: { group } }]) => (group === undefined ? [] : [[id, group] as const])))
}

async function planOfVersion(plans: Plans, version: number): Promise<Plan | null> {
  const at = await plans.definedAt(version)
  return at === null ? null : plans.at((at + 1) as Position)
}

/** Plans that know every version up to the end of the log. */
async function openPlans(app: App): Promise<Plans> {
  const plans = createPlans({ ws: app.ws, reads: app.reads, seed: app.workspace().seed })
  await plans.at((await app.reads.last(app.ws)).position)
  return plans
}

async function compareFeatures(
  app: App,
  { decision, profile, plan, plans }: { readonly decision: Decision; readonly profile: ProfileId | null; readonly plan: Plan | null; readonly plans: Plans },
): Promise<StoredReplay['features']> {
  if (decision.x === undefined) return 'none'
  if (plan === null || decision.features !== plan.features.hash) return 'gone'
  // Without a person, or where the person does not want to be profiled, only the moment was looked at.
  if (sameFeatures(decision, STRANGER, plan)) return 'equal'
  if (profile === null) return 'differs'
  if (decision.seen === undefined) return 'gone'
  const state = await documentAt(app, { profile, seen: decision.seen, plans })
  if (state === null) return 'gone'
  return sameFeatures(decision, state, plan) ? 'equal' : 'differs'
}

/**
 * The person's document as it was when `seen` was its newest entry. Null when that cannot be told from the person's own history alone: others became one with them,
 * or were divided from them, something was erased or its time was over, or there is too much of it.
 */
async function documentAt(app: App, { profile, seen, plans }: { readonly profile: ProfileId; readonly seen: number; readonly plans: Plans }): Promise<ProfileState | null> {
  const refs = await historyUpTo(app, profile, seen)
  if (refs === null) return null
  const { seed } = app.workspace()
  const records = new Map<number, LogRecord>()
  let state: ProfileState | null = null
  for (const ref of refs) {
    const position = Math.floor(ref / RECORD_ENTRIES)
    const record = records.get(position) ?? (await app.reads.read({ ws: app.ws, after: (position - 1) as Position, limit: 1 }))[0]
    const plan = await plans.at(position as Position)
    const entry = record?.position === position && record.body.is === 'events' ? record.body.entries[ref % RECORD_ENTRIES] : undefined
    if (!record || !entry || plan === null || entry.merged || entry.event.type === KNOWN.erased || entry.event.type === KNOWN.expired) return null
    if (entry.profile !== profile || entry.derived.some(({ type }) => type === 'profile_split')) return null
    records.set(position, record)
    state ??= newProfile(profile, entry.event.at, plan.workspace.version)
    state = react(plan, state, entry.event, envOf(seed, entry.event.id, record.at)).after
  }
  return state
}

async function historyUpTo(app: App, profile: ProfileId, seen: number): Promise<readonly EventRef[] | null> {
  const stored = (await app.reads.profiles(app.ws, [profile])).get(profile)
  if (!stored) return null
  const refs = stored.recent.filter((ref) => ref <= seen).toReversed()
  for (let before: EventRef | undefined; refs.length <= HISTORY_MAX; ) {
    const page: readonly EventRef[] = await app.reads.history(app.ws, profile, { limit: HISTORY_PAGE, ...(before === undefined ? {} : { before }) })
    refs.push(...page.filter((ref) => ref <= seen))
    if (page.length < HISTORY_PAGE) return refs[0] === seen ? refs.toReversed() : null
    before = page.at(-1)
  }
  return null
}
