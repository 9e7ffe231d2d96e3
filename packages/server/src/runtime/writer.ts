/**
 * The single writer of a workspace. Everything that changes state goes through its queue and becomes part of one commit: accepted events, due
 * timers, messages passing the gate, outcomes of provider calls, new definitions. An answer means: durable, and folded.
 */
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { planOf, type Plan } from '@rapport/core/engine/plan'
import type { Workspace } from '@rapport/core/engine/workspace'
import type { Log, Position } from '../ports/log.ts'
import { emptyCommit, type Applied, type BadRow, type Commit, type OutboxRow, type ReviewRow, type Store } from '../ports/store.ts'
import type { AcceptResult, Arrival, DefineResult } from './app.ts'
import { debtOf, payDebt, type Debt, type Payment } from './backfill.ts'
import { sortArrivals } from './arrivals.ts'
import { createSeen, type Seen } from './dedupe.ts'
import { openIntake } from './intake.ts'
import { gateDue, settleCalls, type Gated, type Settled, type Slots } from './gate.ts'
import { createExpirer } from './expire.ts'
import { createEraser, type Erasure, type ErasureCall } from './erase.ts'
import { openSuppression, type Suppression } from './suppression.ts'
import { BACKFILL_KEY, definedValue, nextWorkspace, startWorkspace, WORKSPACE_KEY } from './settings.ts'
import { createLine, type Accepted, type Verdict } from './line.ts'
import type { Sign } from './ledger.ts'
import { createPlans, type Plans } from './plans.ts'
import { openTurn, type Turn } from './turn.ts'
import { createPeople, type People } from './working-set.ts'
import { timerEvent } from './system-events.ts'

/** What a writer needs. */
export interface WriterOptions {
  readonly ws: WorkspaceId
  readonly store: Store & Log
  readonly clock: () => Instant
  /** Salt for a workspace that does not exist yet; an existing one keeps its own. */
  readonly newSeed: () => string
  /** Signs the last row of the ledger in each commit; without it rows are chained and not signed. */
  readonly sign?: Sign | undefined
  /** Most ids remembered against duplicates; default 8,000,000 (128 MB when full). */
  readonly seenCapacity?: number
  /** Scale of the caches of people; default 1. */
  readonly cacheScale?: number
  /** Hears whom a commit has changed in a way that matching reads, as soon as it can be read. */
  readonly onMatchChange?: (profiles: readonly ProfileId[], position: Position) => void
  /** Waits until all that has arrived by now is in the queue, so that one commit serves it all. Default: not at all. */
  readonly gather?: () => Promise<void>
}

/** The writer as its callers see it. Calls may overlap; each is one step in one order. */
export interface Writer {
  workspace(): Workspace
  /** Until then a call that an older process has claimed may still begin there, if that process is frozen rather than dead. */
  leasesUntil(): Instant
  accept(arrivals: readonly Arrival[]): Promise<AcceptResult>
  define(change: { readonly version: number; readonly definitions: Workspace['definitions']; readonly by: string }): Promise<DefineResult>
  /** Passes due messages through the gate. What comes back is durably `calling` and must be called within CALL_LEASE, then settled. */
  gate(slots: Slots): Promise<readonly Gated[]>
  /** Records what became of calls. */
  settle(results: readonly Settled[]): Promise<void>
  /** Fires timers that are due; answers how late each was, in milliseconds. */
  fire(limit: number): Promise<readonly number[]>
  /** Does one slice of bringing people up to date with younger definitions; answers whether more is to be done. After a failure the debt is paid from its beginning; nobody gets anything twice. */
  backfill(): Promise<boolean>
  put(key: string, value: Json | null): Promise<void>
  settleBad(id: string, state: BadRow['state']): Promise<void>
  /** Records proposals of matching. One that somebody has settled stays as it is, whatever is proposed; people who are not there (any more) are not proposed. Answers how many were recorded. */
  review(rows: readonly ReviewRow[]): Promise<number>
  /** Does one slice of forgetting events whose time is over; answers whether more is to be done. */
  expire(): Promise<boolean>
  /** One step of erasing a person; see runtime/erase. */
  erase(call: ErasureCall): Promise<Erasure | null>
  /** Log position, how much is waiting, and how many events were accepted since the start. */
  pulse(): { readonly position: Position; readonly queued: number; readonly accepted: number }
}

/** Due messages looked at in one passing of the gate: more than go through, so that those of a busy channel do not hide the others. */
const GATE_ROWS = 500
const SEEN_CAPACITY = 8_000_000

/** Takes the workspace over (fencing any older writer), reads its definitions or founds it, and settles what a crash left behind. */
export async function startWriter(options: WriterOptions): Promise<Writer> {
  const { ws, store } = options
  const epoch = await store.acquire(ws)
  const last = await store.last(ws)
  let position = last.position
  let at = last.at
  let accepted = 0
  const people: People = createPeople(options.cacheScale)
  const intake = await openIntake(store, ws)
  const seen: Seen = createSeen(options.seenCapacity ?? SEEN_CAPACITY)
  const kept = await store.seen(ws, options.seenCapacity ?? SEEN_CAPACITY)
  for (let i = kept.length - 2; i >= 0; i -= 2) seen.add(kept[i] as number, kept[i + 1] as number)
  let plan: Plan
  let plans: Plans
  let debts: readonly Debt[] = []
  let payment: Payment | null = null
  let suppression: Suppression
  let leasesUntil = 0 as Instant

  function tick(): Instant {
    const now = options.clock()
    if (now > at) at = now
    return at
  }

  function begin(): Turn {
    return openTurn({ ws, epoch, plan, plans, reads: store, people, position: (position + 1) as Position, at: tick(), sign: options.sign })
  }

  /** Commits a turn. On failure nothing of it remains, in memory either. Nobody may be told of it before `durable`; the next turn may begin. */
  async function end(turn: Turn, extra: Partial<Commit> = {}): Promise<Applied> {
    const { commit, applied, matchChanges } = await turn.finish()
    const done = await store.apply({ ...commit, ...extra, outbox: [...commit.outbox, ...(extra.outbox ?? [])], values: [...commit.values, ...(extra.values ?? [])] })
    position = (position + commit.append.length) as Position
    applied()
    // History was counted for profile ids that are others now: it is counted again.
    if (turn.divided()) payment = null
    const changed = options.onMatchChange ? matchChanges() : []
    if (changed.length > 0) options.onMatchChange?.(changed, position)
    return done
  }

  async function acceptAll(arrivals: readonly Arrival[]): Promise<Accepted> {
    const turn = begin()
    const { inputs, bad, verdicts, hashes, lifted, undo } = sortArrivals(arrivals, { seed: plan.workspace.seed, at: turn.at, seen, suppression })
    try {
      await turn.prepare(inputs)
      for (const input of inputs) await turn.handle(input)
      const count = (what: Verdict) => verdicts.filter((one) => one === what).length
      accepted += inputs.length
      const tally = { in: arrivals.length, accepted: inputs.length, duplicate: count('duplicate'), bad: bad.length, suppressed: count('suppressed'), withheld: turn.withheld() }
      const freed = lifted.length === 0 ? null : suppression.lift(lifted)
      const noted = intake.note(inputs.map(({ event }) => event), turn.at)
      const done = await end(turn, { seen: hashes, bad, tally, values: [...noted.values, ...(freed?.values ?? [])] })
      noted.applied()
      freed?.applied()
      return { verdicts, ...done }
    } catch (failure) {
      undo()
      throw failure
    }
  }

  /** Strikes the first debt out, in the line, so that a debt that was added in the meantime stays. */
  async function paid(): Promise<void> {
    const rest = debts.slice(1)
    await store.commit({ ...emptyCommit(ws, epoch), values: [{ key: BACKFILL_KEY, value: rest as unknown as Json }] })
    debts = rest
    payment = null
  }

  /** A step that leaves the line as soon as it is applied, and answers when it is durable. */
  async function step<T>(work: () => Promise<readonly [T, Applied | null]>): Promise<T> {
    const [value, applied] = await line.alone(work)
    await applied?.durable
    return value
  }

  const line = createLine(acceptAll, options.gather ?? (async () => {}))

  const writer: Writer = {
    workspace: () => plan.workspace,
    leasesUntil: () => leasesUntil,
    accept: (arrivals) => line.accept(arrivals),
    define: (change) =>
      line.alone(async () => {
        const before = plan.workspace
        if (change.version !== before.version) return { is: 'conflict', version: before.version }
        const next = nextWorkspace(plan, change.definitions)
        const { workspace } = next
        const record = {
          v: 1,
          keyId: null,
          ws,
          position: (position + 1) as Position,
          at: tick(),
          body: { is: 'definitions', version: workspace.version, definitions: workspace.definitions, by: change.by },
        } as const
        const debt = debtOf(plan, next, position)
        const owed = debt ? [...debts, debt] : debts
        const values = [
          { key: WORKSPACE_KEY, value: workspace as unknown as Json },
          definedValue(workspace.version, record.position),
          { key: BACKFILL_KEY, value: owed as unknown as Json },
        ]
        await store.commit({ ...emptyCommit(ws, epoch), append: [record], values })
        position = record.position
        debts = owed
        plan = next
        return { is: 'ok', workspace }
      }),
    gate: (slots) =>
      step(async () => {
        const rows = await store.outboxDue(ws, tick(), GATE_ROWS)
        if (rows.length === 0) return [[], null]
        const turn = begin()
        const gated = await gateDue(turn, plan, rows, slots)
        return [gated, await end(turn)]
      }),
    settle: (results) =>
      step(async () => {
        const rows = await store.outboxById(ws, results.map((result) => result.id))
        const turn = begin()
        await settleCalls(turn, rows, results)
        return [undefined, await end(turn)]
      }),
    fire: (limit) =>
      step(async () => {
        const now = tick()
        const due = await store.timersDue(ws, now, limit)
        if (due.length === 0) return [[], null]
        const turn = begin()
        const inputs = due.map((timer) => ({ event: timerEvent(timer, now), profile: timer.profile }))
        await turn.prepare(inputs)
        for (const input of inputs) {
          turn.timerFired(input.profile)
          await turn.handle(input)
        }
        return [due.map((timer) => now - timer.at), await end(turn)]
      }),
    async backfill() {
      const [debt] = debts
      if (debt === undefined) return false
      payment ??= payDebt({ ws, store, debt, plan: () => plan, clock: tick })
      try {
        const arrivals = await payment.slice()
        if (arrivals === null) await line.alone(paid)
        else if (arrivals.length > 0) await step(async () => [undefined, await acceptAll(arrivals)])
      } catch (failure) {
        payment = null
        throw failure
      }
      return true
    },
    put: (key, value) => line.alone(() => store.commit({ ...emptyCommit(ws, epoch), values: [{ key, value }] })),
    settleBad: (id, state) =>
      line.alone(async () => {
        const row = await store.badById(ws, id)
        if (row) await store.commit({ ...emptyCommit(ws, epoch), bad: [{ ...row, state }] })
      }),
    review: (rows) =>
      line.alone(async () => {
        const people = await store.profiles(ws, [...new Set(rows.flatMap(({ a, b }) => [a, b]))])
        const fresh: ReviewRow[] = []
        for (const row of rows) {
          const known = await store.reviewById(ws, row.id)
          const isOpen = known === null ? row.state !== 'gone' : known.state === 'open'
          if (isOpen && (row.state !== 'open' || (people.has(row.a) && people.has(row.b)))) fresh.push(row)
        }
        if (fresh.length > 0) await store.commit({ ...emptyCommit(ws, epoch), reviews: fresh })
        return fresh.length
      }),
    expire: () => (expirer.due() ? line.alone(() => expirer.slice()) : Promise.resolve(false)),
    erase: (call) => line.alone(() => eraser(call)),
    pulse: () => ({ position, queued: line.queued(), accepted }),
  }

  const founded = await startWorkspace({ ws, epoch, store, newSeed: options.newSeed, at: tick(), position })
  position = founded.position
  plan = planOf(founded.workspace)
  suppression = await openSuppression(store, ws, founded.workspace.seed)
  const rewrite = (changes: Partial<Commit>) => store.commit({ ...emptyCommit(ws, epoch), ...changes })
  const expirer = createExpirer({ ws, store, rules: () => plan.workspace.definitions.retention, clock: tick, commit: rewrite })
  const eraser = createEraser({
    ws,
    store,
    seed: founded.workspace.seed,
    suppression,
    clock: tick,
    position: () => (position + 1) as Position,
    async commit(changes) {
      await rewrite(changes)
      position = (position + (changes.append?.length ?? 0)) as Position
    },
    forget(ids) {
      people.held.clear()
      people.owners.clear()
      // What was counted for them is in there; the debt is paid from its beginning.
      payment = null
      options.onMatchChange?.(ids, position)
    },
  })
  plans = createPlans({ ws, reads: store, seed: founded.workspace.seed })
  debts = ((await store.value(ws, BACKFILL_KEY)) ?? []) as unknown as readonly Debt[]
  leasesUntil = await settleInterrupted(store, ws, writer)
  return writer
}

/** Messages that were being called when the process ended: nobody knows whether they left. Answers when the last of their claims runs out. */
async function settleInterrupted(store: Store, ws: WorkspaceId, writer: Writer): Promise<Instant> {
  let latest = 0 as Instant
  for (;;) {
    const page = await store.outboxPage(ws, { state: 'calling', limit: 500 })
    if (page.items.length === 0) return latest
    for (const { dueAt } of page.items) if (dueAt > latest) latest = dueAt
    await writer.settle(page.items.map((row: OutboxRow) => ({ id: row.id, result: { is: 'interrupted' } })))
  }
}
