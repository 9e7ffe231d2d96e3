/** Somebody in charge says who is one person: joins two, takes one apart, tells two apart for ever, or takes a verdict back. */
import type { EventId, SourceId } from '@rapport/core/base/id'
import type { Event } from '@rapport/core/event/event'
import { parseIdentifierKey } from '@rapport/core/event/identifier'
import type { App } from '../runtime/app.ts'
import type { Chance } from './chance.ts'
import type { Facts } from './facts.ts'

/** Gives verdicts about the people that there are; `nr` numbers them. Remembers them, so that they can be taken back. */
export function createJudge(facts: Facts, nr: () => number): (app: App, chance: Chance) => Promise<void> {
  const given: { readonly a: string; readonly b: string }[] = []

  return async (app, chance) => {
    const keys = [...facts.owners.keys()]
    if (keys.length < 2) return
    const one = chance.pick(keys)
    const owner = facts.owners.get(one)
    const own = keys.filter((key) => key !== one && facts.owners.get(key) === owner)
    const kind = chance.pick(['joined', 'joined', 'cut', 'cut', 'apart', 'open', 'open'] as const)
    const verdicts =
      kind === 'open' && given.length > 0
        ? [{ ...chance.pick(given), is: kind }]
        : kind === 'joined' || own.length === 0
          ? [{ a: one, b: chance.pick(keys), is: kind }]
          : own.slice(0, 1 + chance.below(3)).map((b) => ({ a: one, b, is: kind }))
    given.push(...verdicts)
    const now = app.now()
    const identifiers = [...new Set(verdicts.flatMap(({ a, b }) => [a, b]))].flatMap((key) => parseIdentifierKey(key) ?? [])
    const id = `system:verdict${nr()}` as EventId
    const event: Event = { id, type: 'identity_decided', at: now, receivedAt: now, source: 'system' as SourceId, identifiers, properties: { verdicts, by: 'sim' } }
    await app.accept([{ is: 'event', event }])
  }
}
