/** One run: the shop, its customers, the processes that come and go, and what each step does to them. */
import type { EventId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import { identifierKey, type Identifier } from '@rapport/core/event/identifier'
import { HOUR, MINUTE, SECOND, type Instant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import type { AcceptResult, App, Arrival } from '../runtime/app.ts'
import { memoryStore } from '../store/memory.ts'
import { createMemoryWarehouse, type MemoryWarehouse } from '../warehouse/memory.ts'
import { createAsking, type Learned } from './asking.ts'
import { chanceOf, shuffled, type Chance } from './chance.ts'
import { checkState } from './check.ts'
import { act, customersOf } from './customers.ts'
import { createFacts, type Facts } from './facts.ts'
import { createFaults, type Faults, type Watch } from './faults.ts'
import { createJudge } from './judge.ts'
import { createOutside, type Outside } from './outside.ts'
import { startProcess, type Ground, type Process } from './process.ts'
import { shopOf, SHOPS } from './shop.ts'
import { passMs, type Step } from './steps.ts'

/** The workspace of every run. */
export const WS = 'shop' as WorkspaceId
/** Ten in the morning in Taipei. */
const START = Date.UTC(2026, 10, 23, 2)
const TIMERS = 50

/** What clients know of their own events. */
interface Book {
  /** Not acknowledged, and not under way. */
  readonly waiting: Map<string, Arrival>
  readonly acked: Map<string, Arrival>
  readonly answers: { accepted: number; duplicate: number; bad: number; overloads: number }
}

/** A run in progress. */
export interface World {
  readonly learned: Learned
  readonly disk: Store & Log
  readonly warehouse: MemoryWarehouse
  readonly facts: Facts
  readonly faults: Faults
  readonly outside: Outside
  readonly book: Book
  crashes: number
  step(step: Step): Promise<void>
  /** Ends all trouble, lets everything finish, and brings time forward until nothing is left to do. */
  drain(): Promise<void>
}

/** Everything that can go on without time passing has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A fresh world with the customers of this seed. `onCommit` sees each commit as text. */
export function createWorld(seed: number, onCommit: (text: string) => void): World {
  const disk = memoryStore()
  const warehouse = createMemoryWarehouse()
  const facts = createFacts()
  const outside = createOutside()
  const setup = chanceOf(seed ^ 0x5eed)
  const customers = customersOf(20 + setup.below(30), setup)
  const faults = createFaults(() => void world.crashes++)
  const book: Book = { waiting: new Map(), acked: new Map(), answers: { accepted: 0, duplicate: 0, bad: 0, overloads: 0 } }
  const rings = new Set<{ readonly at: number; readonly ring: () => void }>()
  const zombies: Process[] = []
  const learned: World['learned'] = { snapshot: null }
  const asking = createAsking(customers, learned)
  const flights = new Map<Process, Map<string, Arrival>>()
  let passed = 0
  let skew = 0
  let current: Process | null = null
  let processes = 0
  let nr = 0
  const judge = createJudge(facts, () => ++nr)

  const clock = (): Instant => (START + passed + skew) as Instant
  const watch: Watch = {
    committed(commit, life) {
      facts.committed(commit, life)
      onCommit(JSON.stringify([commit.append, commit.outbox, commit.tally]))
    },
    acquired: (epoch, life) => void Object.assign(facts, { epoch, ruler: life.nr }),
  }
  const ground: Ground = {
    ws: WS,
    disk,
    warehouse,
    faults,
    facts,
    outside,
    watch,
    learned,
    clock,
    timer(ms, ring) {
      const entry = { at: passed + ms, ring }
      rings.add(entry)
      return () => void rings.delete(entry)
    },
  }

  function pass(ms: number): void {
    passed += ms
    for (const entry of [...rings]) {
      if (entry.at > passed) continue
      rings.delete(entry)
      entry.ring()
    }
  }

  /** What a dead process was told may or may not have been heard: its senders send again. */
  function bury(): void {
    for (const [process, flight] of flights) {
      if (!process.dead) continue
      for (const [id, arrival] of flight) if (!book.acked.has(id)) book.waiting.set(id, arrival)
      flights.delete(process)
    }
    if (current?.dead) current = null
  }

  function send(process: Process, batch: readonly Arrival[]): void {
    const flight = flights.get(process) ?? new Map<string, Arrival>()
    flights.set(process, flight)
    for (const arrival of batch) {
      flight.set(idOf(arrival), arrival)
      book.waiting.delete(idOf(arrival))
    }
    process.begin('accept', 6, async ({ app }) => answered(flight, batch, await app.accept(batch)))
    if (process.parts === null) for (const arrival of batch) back(flight, arrival)
  }

  function back(flight: Map<string, Arrival>, arrival: Arrival): void {
    flight.delete(idOf(arrival))
    if (!book.acked.has(idOf(arrival))) book.waiting.set(idOf(arrival), arrival)
  }

  function answered(flight: Map<string, Arrival>, batch: readonly Arrival[], result: AcceptResult): void {
    if (result.is === 'overload') {
      book.answers.overloads++
      for (const arrival of batch) back(flight, arrival)
      return
    }
    const { accepted, duplicate, bad } = result
    const wrong = batch.filter((arrival) => arrival.is === 'bad').length
    if (accepted + duplicate + bad !== batch.length || bad !== wrong) facts.broken('I4', `${batch.length} events were sent, ${wrong} of them bad; the answer is ${JSON.stringify(result)}`)
    book.answers.accepted += accepted
    book.answers.duplicate += duplicate
    book.answers.bad += bad
    for (const arrival of batch) {
      flight.delete(idOf(arrival))
      book.acked.set(idOf(arrival), arrival)
      if (arrival.is === 'event' && facts.logged.get(arrival.event.id) !== 1) facts.broken('I1', `event ${arrival.event.id} is acknowledged and ${facts.logged.get(arrival.event.id) ?? 0} times in the log`)
    }
  }

  function invent(chance: Chance): void {
    for (let i = 1 + chance.below(3); i > 0; i--) {
      const customer = chance.pick(customers)
      const arrived = outside.arrived.size > 0 ? chance.pick([...outside.arrived]) : undefined
      const own = arrived && customer.emails.some((email) => email.value === arrived[1].to) ? { id: arrived[0], channel: arrived[1].channel } : undefined
      for (const event of act(customer, { now: clock(), chance, nr: () => ++nr, message: own })) book.waiting.set(event.id, { is: 'event', event })
    }
    for (const event of asking.reports(clock(), chance, () => ++nr)) book.waiting.set(event.id, { is: 'event', event })
    if (chance.often(0.04)) {
      const id = `bad${++nr}`
      book.waiting.set(id, { is: 'bad', source: 'web' as SourceId, code: 'not_json', reason: 'Cannot be read', raw: '{"type":', id })
    }
  }

  function some(chance: Chance, from: ReadonlyMap<string, Arrival>, most: number): Arrival[] {
    const all = [...from.values()]
    const start = chance.often(0.7) ? 0 : chance.below(all.length + 1)
    const batch = all.slice(start, start + 1 + chance.below(most))
    return chance.often(0.3) ? shuffled(batch, chance) : batch
  }

  /** What POST /v1/consent does. */
  async function withdraw(app: App, chance: Chance): Promise<void> {
    const id = `api:w${++nr}` as EventId
    const purpose = chance.often(0.8) ? 'marketing' : '*'
    const urgent = [...facts.claims].filter(([message, claim]) => claim.purpose !== 'service' && outside.started.get(message) !== claim.at)
    const customer = chance.pick(customers)
    const key = identifierKey(chance.often(0.7) ? customer.user : chance.pick(customer.emails))
    const named = urgent.length > 0 && chance.often(0.7) ? urgent.at(-1)?.[1].profile : (await app.reads.owners(WS, [key])).get(key)
    if (named === undefined) return
    if (chance.often(0.3)) await introduce(app, named, chance)
    const found = await app.reads.survivor(WS, named)
    const now = app.now()
    const event: Event = { id, type: 'consent_withdrawn', at: now, receivedAt: now, source: 'api' as SourceId, identifiers: [], properties: { purpose, channel: '*' } }
    const result = await app.accept([{ is: 'event', event, profile: found }])
    if (result.is !== 'ok') return
    if (await app.quiet(found, 2 * SECOND)) effective(found, id)
  }

  /** Somebody logs in on a device that has been somebody's for longer. */
  async function introduce(app: App, person: ProfileId, chance: Chance): Promise<void> {
    const ownerOf = (user: Identifier): ProfileId | undefined => facts.owners.get(identifierKey(user))
    const own = customers.find(({ user }) => ownerOf(user) !== undefined && facts.survivor(ownerOf(user) as ProfileId) === facts.survivor(person))
    const known = new Set(customers.map(({ user }) => ownerOf(user)))
    const strangers = [...facts.owners].filter(([key, owner]) => key.startsWith('anonymousId:') && !known.has(owner))
    if (own === undefined || strangers.length === 0) return
    const device: Identifier = { kind: 'anonymousId', value: chance.pick(strangers.slice(0, 3))[0].slice('anonymousId:'.length) }
    const event: Event = { id: `web:i${++nr}` as EventId, type: 'aliased', at: clock(), receivedAt: clock(), source: 'web' as SourceId, identifiers: [own.user, device], properties: {} }
    await app.accept([{ is: 'event', event }])
  }

  function effective(found: ProfileId, id: EventId): void {
    const person = facts.survivor(found)
    for (const [message, claim] of facts.claims) {
      if (claim.purpose === 'service' || facts.survivor(claim.profile) !== person || outside.started.get(message) === claim.at) continue
      facts.forbidden.add(message)
    }
    const doubt = facts.unheeded(id)
    if (doubt !== null) facts.broken('I9', `the withdrawal ${id} of ${person} was answered as effective, but does not stand: ${doubt}`)
  }

  async function boot(): Promise<void> {
    bury()
    if (current !== null) return
    current = startProcess(++processes, ground)
  }

  async function step([kind, salt]: Step): Promise<void> {
    const chance = chanceOf(salt)
    faults.chance = chanceOf(salt ^ 0x0fa17)
    const process = current
    if (kind === 'pass') pass(passMs(salt))
    else if (kind === 'rest') pass(30 * SECOND + chance.below(3 * MINUTE))
    else if (kind === 'leap') pass(HOUR + chance.below(8 * HOUR))
    else if (kind === 'back') skew = chance.often(0.4) ? 0 : chance.below(12 * MINUTE) - 8 * MINUTE
    else if (kind === 'release') for (let i = 1 + chance.below(6); i > 0; i--) faults.release()
    else if (kind === 'boot') await boot()
    else if (kind === 'look') await checkState(disk, WS, facts)
    else if (kind === 'send') {
      invent(chance)
      if (process) send(process, some(chance, book.waiting, 12))
    } else if (process === null) await (chance.often(0.3) ? boot() : undefined)
    else if (kind === 'resend') {
      const again = some(chance, book.acked, 4)
      process.begin('resend', 3, async ({ app }) => answered(new Map(), again, await app.accept([...again])))
    } else if (kind === 'crash') faults.kill(process)
    else if (kind === 'freeze') {
      zombies.push(process)
      current = null
    } else if (kind === 'thaw') thaw(zombies.splice(0, 1)[0], chance)
    else begin(process, kind, chance)
    await settled()
    bury()
  }

  function begin(process: Process, kind: Step[0], chance: Chance): void {
    if (kind === 'fire') process.begin('fire', 1, async ({ writer }) => late(await writer.fire(TIMERS)))
    else if (kind === 'dispatch') process.begin('dispatch', 2, async ({ dispatcher }) => void (await dispatcher.tick()))
    else if (kind === 'sink') {
      process.begin('sink', 1, async ({ sink }) => void (await sink.tick()))
      asking.begin(process, chance, faults.level > 0)
    }
    else if (kind === 'backfill') process.begin('backfill', 1, async ({ writer }) => void (await writer.backfill()))
    else if (kind === 'withdraw') process.begin('withdraw', 3, ({ app }) => withdraw(app, chance))
    else if (kind === 'verdict') process.begin('verdict', 2, ({ app }) => judge(app, chance))
    else if (kind === 'define') {
      process.begin('define', 1, async ({ app }) => {
        const result = await app.define({ version: app.workspace().version, definitions: shopOf(chance.below(SHOPS)), by: 'sim' })
        if (result.is === 'refused') facts.broken('shop', `the definitions were refused: ${JSON.stringify(result.problems)}`)
      })
    }
  }

  function late(by: readonly number[]): void {
    for (const ms of by) if (ms < 0) facts.broken('I13', `a timer fired ${-ms} ms early`)
  }

  /** A process that everybody took for dead goes on. */
  function thaw(zombie: Process | undefined, chance: Chance): void {
    if (zombie === undefined) return
    const kind = chance.pick(['send', 'fire', 'dispatch', 'backfill', 'withdraw', 'define'] as const)
    if (kind === 'send') send(zombie, some(chance, book.waiting, 6))
    else begin(zombie, kind, chance)
    if (!zombie.dead) zombies.push(zombie)
  }

  async function drain(): Promise<void> {
    faults.level = 0
    skew = Math.max(skew, 0)
    const rest = async (): Promise<void> => {
      do await settled()
      while (faults.release())
      bury()
    }
    await rest()
    for (const zombie of zombies.splice(0)) {
      begin(zombie, 'fire', faults.chance)
      begin(zombie, 'dispatch', faults.chance)
      await rest()
      faults.kill(zombie)
    }
    await boot()
    await rest()
    if (current?.parts === null && facts.violations.length === 0) facts.broken('start', `process ${processes} does not start although nothing is wrong any more`)
    for (let round = 0; round < 40 && facts.violations.length === 0; round++) {
      // A frozen process may have taken over last and died since.
      await boot()
      await rest()
      if (round < 3 && current) await define(current, round === 2 ? 0 : (seed * 7 + round) % SHOPS)
      for (let n = 0; book.waiting.size > 0 && n < 100; n++) {
        if (current) send(current, [...book.waiting.values()].slice(0, 40))
        await rest()
      }
      for (const kind of ['backfill', 'fire', 'dispatch', 'sink'] as const) {
        for (let n = 0; n < 30 && current; n++) {
          begin(current, kind, faults.chance)
          await rest()
        }
      }
      pass(round < 20 ? 5 * MINUTE : HOUR)
    }
    if (book.waiting.size > 0 && facts.violations.length === 0) facts.broken('I1', `${book.waiting.size} events cannot be delivered although nothing is wrong any more`)
  }

  /** Some more changes of definitions at the very end, so that history is paid for in every run; the last version sends. */
  async function define(process: Process, version: number): Promise<void> {
    process.begin('define', 1, async ({ app }) => void (await app.define({ version: app.workspace().version, definitions: shopOf(version), by: 'sim' })))
    await settled()
  }

  const world: World = { learned, disk, warehouse, facts, faults, outside, book, crashes: 0, step, drain }
  return world
}

function idOf(arrival: Arrival): string {
  return arrival.is === 'event' ? arrival.event.id : arrival.id
}
