/** What four of the demo's people have asked for: their data, a correction, to be forgotten. Written down once; carrying it out is left to whoever looks. */
import { shortHash } from '@rapport/core/base/hash'
import { DAY } from '@rapport/core/base/time'
import { decodeState } from '@rapport/core/engine/codec'
import type { ProfileState } from '@rapport/core/engine/state'
import { openAudit } from '../privacy/audit.ts'
import { subjectOf } from '../privacy/count.ts'
import { lawFor, openRequests, timeFor, type RequestKind } from '../privacy/requests.ts'
import type { App } from '../runtime/app.ts'
import type { Customer } from './people.ts'

interface Asked {
  readonly kind: RequestKind
  /** ISO country in which the person lives. */
  readonly country: string
  /** Days since the request came in, or days that its law leaves for an answer. */
  readonly days: { readonly ago: number } | { readonly left: number }
  readonly note: string
}

const ASKED: readonly Asked[] = [
  { kind: 'access', country: 'HK', days: { ago: 3 }, note: '電郵至客戶服務：「請提供貴公司持有我的所有個人資料。」' },
  { kind: 'erase', country: 'TW', days: { ago: 6 }, note: '門市櫃台提出，已核對身分證件。' },
  { kind: 'correct', country: 'TH', days: { left: 2 }, note: 'โทรแจ้ง: วันเกิดในระบบไม่ตรงกับบัตรประชาชน' },
  { kind: 'access', country: 'DE', days: { ago: 11 }, note: 'By e-mail, from Berlin; asks for a file that can be read by machines.' },
]

/** Writes down the requests that are not there yet. People who are not (or no more) there are left out. */
export async function writeRequests(app: App, people: readonly Customer[]): Promise<void> {
  const requests = openRequests(app)
  for (const [nr, asked] of ASKED.entries()) {
    const id = `P-${String(480_112_300 + nr * 1_377_501)}`
    if ((await requests.get(id)) !== null) continue
    const person = await asker(app, people, asked, nr)
    if (person === null) continue
    const law = lawFor(app, person.state, asked.kind)
    const time = timeFor(law, asked.kind)
    const requestedAt = app.now() - ('ago' in asked.days ? asked.days.ago * DAY : Math.max(0, time - asked.days.left * DAY))
    await requests.save({
      id,
      kind: asked.kind,
      state: 'open',
      person: person.ref,
      profile: person.state.id,
      law: law?.id ?? 'none',
      requestedAt,
      dueAt: requestedAt + time,
      note: asked.note,
    })
    await openAudit(app).note({ by: 'demo', act: 'requested', request: id, subject: subjectOf(app, person.state.id) })
  }
}

/** Somebody who lives there, is known by an account and is still here; another one for every request. */
async function asker(app: App, people: readonly Customer[], { country }: Asked, nr: number): Promise<{ readonly ref: string; readonly state: ProfileState } | null> {
  const candidates = people
    .filter((who) => who.country === country && who.phase === 'steady' && who.emails[0] !== undefined)
    .sort((one, other) => (shortHash(`${nr}:${one.nr}`) < shortHash(`${nr}:${other.nr}`) ? -1 : 1))
  for (const who of candidates.slice(0, 5)) {
    const ref = `userId:${who.userId ?? ''}`
    const id = (await app.reads.owners(app.ws, [ref])).get(ref)
    const row = id === undefined ? undefined : (await app.reads.profiles(app.ws, [id])).get(id)
    if (row !== undefined) return { ref, state: decodeState(row.body) }
  }
  return null
}
