/** Fills a store with people directly, many at a time: benchmarks need a million of them in a minute. */
import { plus, type Instant } from '@rapport/core/base/time'
import type { EventId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import { shortHash } from '@rapport/core/base/hash'
import { encodeState } from '@rapport/core/engine/codec'
import { newProfile, type ProfileState } from '@rapport/core/engine/state'
import { searchText } from '@rapport/core/profile/display'
import type { Log } from '../ports/log.ts'
import { emptyCommit, type Store } from '../ports/store.ts'

const CITIES = ['Taipei', 'Kaohsiung', 'Hong Kong', 'Bangkok', 'Shanghai']
const NAMES = ['林怡君', '陳大文', 'สมชาย ใจดี', '张伟', 'Mei Lin']
const COMMIT = 5_000

/** The i-th person: an account, an e-mail, a device, three traits. */
export function person(i: number, at: Instant): ProfileState {
  const fact = (value: string) => [{ value, at, from: `crm:${i}` as EventId, source: 'crm' as SourceId }]
  const ids = [`anonymousId:d-${i}-0`, `email:p${i}@example.com`, `userId:u-${i}`]
  const [device, mail, user] = ids as [string, string, string]
  const edge = (a: string) => ({ a, b: user, at, by: `crm:${i}` as EventId, rule: 'together' as const })
  return {
    ...newProfile(shortHash(`bench ${i}`) as ProfileId, at, 1),
    events: 1,
    identity: { ids, edges: [edge(device), edge(mail)] },
    traits: { name: fact(NAMES[i % NAMES.length] ?? ''), city: fact(CITIES[i % CITIES.length] ?? ''), tier: fact(['gold', 'silver', 'none'][i % 3] ?? '') },
  }
}

/** Commits `count` people, `change` applied to each. */
export async function fillPeople(store: Store & Log, ws: WorkspaceId, count: number, change: (state: ProfileState, i: number) => ProfileState = (state) => state): Promise<void> {
  const epoch = await store.acquire(ws)
  const at = plus(Date.now() as Instant, -3_600_000)
  for (let from = 0; from < count; from += COMMIT) {
    const people = Array.from({ length: Math.min(COMMIT, count - from) }, (_, i) => change(person(from + i, at), from + i))
    await store.commit({
      ...emptyCommit(ws, epoch),
      profiles: people.map((state) => ({ id: state.id, body: encodeState(state), recent: [], search: searchText(state.traits, state.identity.ids) })),
      owners: people.flatMap((state) => state.identity.ids.map((key) => ({ key, profile: state.id }))),
      timers: people.flatMap((state) => (state.wakeAt < Number.MAX_SAFE_INTEGER ? [{ profile: state.id, at: state.wakeAt }] : [])),
    })
  }
}
