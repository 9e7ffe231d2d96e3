import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventId, ProfileId, SourceId } from '@rapport/core/base/id'
import { MINUTE, SECOND } from '@rapport/core/base/time'
import { decodeState } from '@rapport/core/engine/codec'
import type { Arrival } from '../runtime/app.ts'
import { shop, ws } from '../demo/fixture.ts'
import { cardOf } from './card.ts'
import { HABITS, historyOf } from './habits.fixture.ts'
import { recommend } from './items.ts'
import { opportunityOf, peopleOf, personasOf } from './matrix.ts'
import { createTrainer, type Trainer } from './trainer.ts'
import { overviewOf } from './view.ts'

const PEOPLE = 300
const folder = mkdtempSync(join(tmpdir(), 'fleet-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type World = Awaited<ReturnType<typeof shop>>

async function openWorld(people = PEOPLE): Promise<World> {
  const world = await shop()
  await world.app.define({ version: 1, definitions: HABITS, by: 'test' })
  const events = historyOf(people, world.app.now())
  for (let from = 0; from < events.length; from += 500) await world.app.accept(events.slice(from, from + 500).map((event) => ({ is: 'event', event })))
  world.pass(10 * SECOND)
  return world
}

function trainerOf(world: World, file: string | null, written: Arrival[] = []): Trainer {
  return createTrainer({
    ws,
    reads: world.store,
    file,
    clock: () => world.app.now(),
    async write(arrivals) {
      written.push(...arrivals)
      return (await world.app.accept(arrivals)).is === 'ok'
    },
  })
}

async function settle(world: World, trainer: Trainer): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    if (await trainer.step()) quiet = 0
    else {
      quiet++
      world.pass(12 * SECOND)
    }
  }
}

async function click(world: World, who: string, type: string, n: number, properties = {}): Promise<void> {
  const at = world.app.now()
  const about = { source: 'web' as SourceId, identifiers: [{ kind: 'userId' as const, value: who }], properties }
  await world.app.accept([{ is: 'event', event: { id: `c${who}${n}${at}` as EventId, type, at, receivedAt: at, ...about } }])
}

async function personOf(world: World, who: string) {
  const id = (await world.store.owners(ws, [`userId:${who}`])).get(`userId:${who}`) as ProfileId
  const stored = (await world.store.profiles(ws, [id])).get(id)
  return stored === undefined ? null : decodeState(stored.body)
}

describe('The fleet', () => {
  const written: Arrival[] = []
  const file = join(folder, 'one.bin')
  let world: World
  let trainer: Trainer
  beforeAll(async () => {
    world = await openWorld()
    trainer = trainerOf(world, file, written)
    await settle(world, trainer)
  }, 120_000)

  test('learns from what was brought in, says how good it is, and what is missing where it says nothing', () => {
    const models = new Map(overviewOf(trainer.state()).models.map((model) => [model.id, model]))
    expect(Object.fromEntries([...models].map(([id, { state }]) => [id, state]))).toEqual({
      buys: 'ready', worth: 'ready', next: 'ready', intent: 'ready', complains: 'not_enough_data', hour: 'not_enough_data', asleep: 'off',
    })
    expect(models.get('complains')?.missing).toEqual([{ what: 'positives', have: 0, need: 30 }])
    expect(models.get('complains')?.flags.map(({ is }) => is)).toEqual(['constant'])
    const quality = models.get('buys')?.quality?.value
    expect(quality && 'low' in quality && quality.low).toBeGreaterThan(0.75)
  })

  test('writes predictions that segments see, keen people above the others', async () => {
    const [keen, other] = [await personOf(world, 'u0'), await personOf(world, 'u1')]
    expect(keen?.predictions['buys']?.value).toBeGreaterThan(Number(other?.predictions['buys']?.value))
    expect(keen?.segments['likely' as never]).toBeDefined()
    expect(other?.segments['likely' as never]).toBeUndefined()
    expect(keen?.predictions['complains']).toBeUndefined()
    expect(keen?.predictions['buys']?.band).toMatch(/^[AB]$/)
    expect(Number(keen?.predictions['worth']?.value)).toBeGreaterThan(Number(other?.predictions['worth']?.value ?? 0))
  })

  test('has a card whose parts agree with each other', () => {
    const card = cardOf(trainer.state(), 'buys')
    expect(card?.candidates.filter(({ state }) => state === 'champion')).toHaveLength(1)
    expect(card?.promotions[0]).toMatchObject({ is: 'first', from: 'base' })
    expect(card?.deciles.reduce((sum, { examples }) => sum + examples, 0)).toBe(card?.calibration.reduce((sum, { examples }) => sum + examples, 0))
    expect(card?.deciles.reduce((sum, { people }) => sum + people, 0)).toBe(card?.people)
    expect(card?.deciles.at(-1)?.captured).toBeCloseTo(1)
    const bands = card?.bandTable.map(({ observed }) => ('estimate' in observed ? observed.estimate : -1)) ?? []
    expect(bands[0]).toBeGreaterThan(bands[3] as number)
    expect(cardOf(trainer.state(), 'nobody')).toBeNull()
  })

  test('shows the people behind each number: nobody twice, nobody left out', () => {
    const state = trainer.state()
    const { quadrants, cells, people } = opportunityOf(state)
    expect(quadrants.reduce((sum, one) => sum + one.people, 0)).toBe(people)
    expect(cells.reduce((sum, one) => sum + one.people, 0)).toBe(people)
    const behind = quadrants.flatMap(({ quadrant }) => peopleOf(state, { of: 'opportunity', quadrant }, 0, 500).items.map(({ id }) => id))
    expect(new Set(behind).size).toBe(people)
    const personas = personasOf(state)
    expect(personas.personas.reduce((sum, one) => sum + one.people, 0)).toBe(personas.people)
    const first = personas.personas[0]
    expect(peopleOf(state, { of: 'persona', id: first?.id ?? '' }, 0, 500).items).toHaveLength(Math.min(500, first?.people ?? 0))
    const tenth = peopleOf(state, { of: 'model', id: 'buys', decile: 1 }, 0, 500).items
    expect(tenth).toHaveLength(cardOf(state, 'buys')?.deciles[0]?.people ?? -1)
  })

  test('writes each change of champion down with its evidence', () => {
    const changes = written.flatMap((arrival) => (arrival.is === 'event' && arrival.event.type === 'model_changed' ? [arrival.event.properties] : []))
    expect(changes.filter(({ model }) => model === 'buys')[0]).toMatchObject({ is: 'first', from: 'base', version: 2 })
    for (const { gain } of changes) expect((gain as { low: number }).low).toBeGreaterThan(0)
  })

  test('says within seconds what somebody who is clicking has in mind, and takes it back when the visit is over', async () => {
    await click(world, 'u0', 'product_viewed', 1, { sku: 'tea-1', category: 'tea' })
    for (let i = 0; i < 20 && (await personOf(world, 'u0'))?.predictions['intent'] === undefined; i++) await trainer.step()
    expect(typeof (await personOf(world, 'u0'))?.predictions['intent']?.value).toBe('number')
    world.pass(31 * MINUTE)
    await settle(world, trainer)
    expect((await personOf(world, 'u0'))?.predictions['intent']?.value).toBe('')
  })

  test('recommends from the visit, and never what was just bought', async () => {
    await click(world, 'u0', 'product_viewed', 2, { sku: 'tea-2', category: 'tea' })
    await click(world, 'u0', 'order_completed', 3, { total: 80, category: 'tea', items: [{ sku: 'tea-2' }] })
    await settle(world, trainer)
    const id = (await personOf(world, 'u0'))?.id ?? ''
    const found = recommend(trainer.state().items, id, 5)
    expect(found.items.length).toBeGreaterThan(0)
    expect(found.items.map(({ item }) => item)).not.toContain('tea-2')
  })

  test('goes on where it was: a trainer that takes up the file knows what one knows that never stopped', async () => {
    trainer.save()
    const again = trainerOf(world, file)
    await again.step()
    await click(world, 'u3', 'product_viewed', 4)
    await Promise.all([settle(world, trainer), settle(world, again)])
    expect(lessonsOf(again)).toEqual(lessonsOf(trainer))
  })

  test('a damaged file is not believed: everything is learned from the log again, to the same end', async () => {
    trainer.save()
    const bytes = readFileSync(file)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
    writeFileSync(join(folder, 'damaged.bin'), bytes)
    const again = trainerOf(world, join(folder, 'damaged.bin'))
    await settle(world, again)
    await settle(world, trainer)
    expect(lessonsOf(again)).toEqual(lessonsOf(trainer))
  })

  test('who is forgotten is in nothing that is kept, and the rest is learned again', async () => {
    const id = (await personOf(world, 'u5'))?.id as ProfileId
    expect(trainer.state().class?.reader.state.pupils.has(id)).toBe(true)
    trainer.forget([id])
    expect(trainer.state().class?.reader.state.pupils.size).toBe(0)
    expect(() => readFileSync(file)).toThrow('ENOENT')
  })
})

/** What was learned: examples, champions, and chances of one person. */
function lessonsOf(trainer: Trainer) {
  const made = trainer.state().class
  return made?.courses.map((course) => course && {
    examples: course.examples, positives: course.positives, champion: course.race.champion, promotions: course.promotions, chances: course.record().p.slice(-50),
  })
}
