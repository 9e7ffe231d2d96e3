/** Walking over people without holding the process up: in pages, giving way between them, with a bound. */
import type { ProfileId } from '@rapport/core/base/id'
import { decodeState } from '@rapport/core/engine/codec'
import type { ProfileState } from '@rapport/core/engine/state'
import type { App } from '../runtime/app.ts'

const PAGE = 500

/** Calls `see` for at most `most` people in id order; answers how many. Ids are hashes, so the first ones are a fair sample of all. */
export async function scanPeople(app: App, most: number, see: (state: ProfileState) => void): Promise<number> {
  let seen = 0
  for (let after: ProfileId | null = null; seen < most; ) {
    const stored = await app.reads.scan(app.ws, after, Math.min(PAGE, most - seen))
    for (const { body } of stored) see(decodeState(body))
    seen += stored.length
    const last = stored.at(-1)
    if (!last || stored.length < Math.min(PAGE, most - (seen - stored.length))) break
    after = last.id
    await new Promise((resolve) => setImmediate(resolve))
  }
  return seen
}
