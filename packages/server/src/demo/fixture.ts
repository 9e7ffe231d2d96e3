/** A shop for tests: the writer over a store in memory, with a clock that the test moves. */
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { FRESH } from '@rapport/core/decision/question'
import type { Arbiter } from '../learning/arbiter.ts'
import { createApp } from '../runtime/running.ts'
import { startWriter } from '../runtime/writer.ts'
import { memoryStore } from '../store/memory.ts'

/** Its workspace. */
export const ws = 'demo' as WorkspaceId
/** When tests begin. */
export const NOW = Date.UTC(2026, 10, 22, 4) as Instant

/** Opens the shop; `pass` moves its clock. */
export async function shop(store = memoryStore(), from = NOW, arbiter: () => Arbiter | undefined = () => undefined) {
  let now: number = from
  let ids = 0
  const writer = await startWriter({ ws, store, clock: () => now as Instant, newSeed: () => 'salt' })
  const never = (): never => {
    throw new Error('not needed here')
  }
  const app = createApp({
    ws,
    writer,
    reads: store,
    warehouse: { status: () => ({ is: 'absent', why: 'test' }), insert: never, query: never, remove: never, reset: never, close: never },
    dispatcher: { begin: never, tick: never, quiet: async () => true, condition: () => new Map() },
    clock: () => now as Instant,
    newId: () => `id${ids++}`,
    arbiter: {
      chances: () => arbiter()?.chances(),
      state: (at, house) => arbiter()?.state(at, house) ?? FRESH,
      decided: (decision, house) => arbiter()?.decided(decision, house),
      adopt: never,
      tell: never,
      accounts: never,
    },
    pulse: never,
    onCommit: () => () => {},
    demo: true,
    fakes: true,
  })
  return { store, app, pass: (ms: number) => void (now += ms) }
}
