/** One simulated process: the real writer, dispatcher, sink and app, over ports that fail. */
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { Channel } from '@rapport/core/event/message-plan'
import { openLocalLearning, type LocalLearning } from '../learning/local.ts'
import type { Snapshot } from '../learning/snapshot.ts'
import { Fenced, Full } from '../ports/errors.ts'
import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import type { Warehouse } from '../ports/warehouse.ts'
import type { App } from '../runtime/app.ts'
import { createDispatcher, type Dispatcher, type MessageLinks, type Render } from '../runtime/dispatch.ts'
import { createApp } from '../runtime/running.ts'
import { startSink, type Sink } from '../runtime/sink.ts'
import { startWriter, type Writer } from '../runtime/writer.ts'
import { blocksOf } from '../warehouse/rows.ts'
import type { Facts } from './facts.ts'
import { faultyStore, never, type Faults, type Life, type Watch } from './faults.ts'
import { connectionTo, type Outside } from './outside.ts'

/** What a process stands on. */
export interface Ground {
  readonly ws: WorkspaceId
  readonly disk: Store & Log
  readonly warehouse: Warehouse
  readonly faults: Faults
  readonly facts: Facts
  readonly outside: Outside
  readonly watch: Watch
  /** The learner's snapshot, as a file that every process finds. */
  readonly learned: { snapshot: Snapshot | null }
  clock(): Instant
  /** Rings after so many simulated milliseconds; answers how to stop it. */
  timer(ms: number, ring: () => void): () => void
}

/** The parts of a process that is up. */
export interface Parts {
  readonly writer: Writer
  readonly dispatcher: Dispatcher
  readonly sink: Sink
  readonly learning: LocalLearning
  readonly app: App
}

/** A process. `parts` is null until it has started. */
export interface Process extends Life {
  parts: Parts | null
  /** Begins something; what becomes of it shows later. At most `most` of one name at a time. */
  begin(name: string, most: number, work: (parts: Parts) => Promise<void>): void
}

/** Places of the learners' tables, 2^this: many processes come and go in a run. */
export const LEARNING_BITS = 10

/** Starts process `nr`. */
export function startProcess(nr: number, ground: Ground): Process {
  const { ws, faults, facts, outside, clock } = ground
  const busy = new Map<string, number>()
  const process: Process = {
    nr,
    dead: false,
    parts: null,
    begin(name, most, work) {
      const { parts } = process
      const running = busy.get(name) ?? 0
      if (process.dead || parts === null || running >= most) return
      busy.set(name, running + 1)
      void guard(name, async () => {
        await work(parts)
      }).then(() => busy.set(name, (busy.get(name) ?? 1) - 1))
    },
  }

  /**
   * A full disk is survived, a fenced process stops, everything else is a fault of ours. A process that was taken over and does not know it yet reads
   * what its successor writes beside what it remembers itself, and may stumble over the difference before it is fenced: it stops too.
   */
  async function guard(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (failure) {
      if (process.dead || failure instanceof Full) return
      if (failure instanceof Fenced || facts.ruler !== nr) faults.kill(process)
      else facts.broken('failure', `${name} of process ${nr}: ${failure instanceof Error ? failure.stack : String(failure)}`)
    }
  }

  async function start(): Promise<void> {
    const store = faultyStore(ground.disk, process, faults, ground.watch)
    const writer = await startWriter({ ws, store, clock, newSeed: () => 'simulated', seenCapacity: 100_000 })
    const connections = new Map((['email', 'webhook'] as const).map(
      (channel: Channel) => [channel, { name: `${channel}-fake`, connection: connectionTo(channel, outside, process, faults, facts) }]
    ))
    const render: Render = async (body) => {
      if (faults.level > 0 && faults.chance.often(0.25)) await faults.park(process)
      if (faults.level > 0 && faults.chance.often(0.01)) throw new Error('the renderer died')
      return process.dead ? never() : { is: 'rendered', subject: body.subject, text: body.text }
    }
    const dispatcher = createDispatcher({
      ws,
      gate: writer.gate,
      settle: writer.settle,
      connections,
      render,
      linksOf,
      clock,
      timer: ground.timer,
      quietAfter: writer.leasesUntil(),
    })
    const sink = await startSink({ ws, reads: store, put: writer.put, warehouse: shaky(ground.warehouse, process, faults), blocksOf: async (records) => blocksOf(records) })
    const learning = await openLocalLearning({ ws, reads: ground.disk, snapshot: ground.learned.snapshot, bits: LEARNING_BITS })
    let decisions = 0
    const app = createApp({
      ws,
      arbiter: learning.arbiter,
      writer,
      reads: store,
      warehouse: ground.warehouse,
      dispatcher,
      clock,
      newId: () => `id${nr}-${++decisions}`,
      pulse: () => ({ startedAt: clock(), eventsPerSecond: 0, timerLateMsP99: 0, sinkBehind: sink.behind(), queuedEvents: writer.pulse().queued, providers: [] }),
      onCommit: () => () => {},
      demo: false,
      fakes: true,
    })
    if (!process.dead) process.parts = { writer, dispatcher, sink, learning, app }
  }

  void guard('start', start).then(() => {
    if (process.parts === null) faults.kill(process)
  })
  return process
}

function linksOf(message: string, profile: ProfileId): MessageLinks {
  return { track: (part) => part, unsubscribeUrl: `https://shop.example/u/${message}.${profile}`, preferencesUrl: 'https://shop.example/p' }
}

/** A warehouse that is sometimes slow, sometimes down, and sometimes loses the answer after it has taken a block. */
function shaky(warehouse: Warehouse, life: Life, faults: Faults): Warehouse {
  return {
    ...warehouse,
    async insert(blocks) {
      const dice = faults.level === 0 ? 1 : faults.chance.next()
      if (dice < 0.1) await faults.park(life)
      if (life.dead) return never()
      if (dice > 0.1 && dice < 0.15) throw new Full('the simulated warehouse is down')
      await warehouse.insert(blocks)
      if (dice > 0.15 && dice < 0.2) throw new Full('the simulated warehouse lost its answer')
    },
  }
}
