import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openQueue, type Outcome, type Queue } from './queue.ts'
import { memoryShelf, type Shelf } from './storage.ts'

/** A tab with a clock of its own and a server that answers as told. */
function openTab(options: { readonly shelf?: Shelf; readonly name?: string; readonly answers?: Outcome[]; readonly most?: number } = {}) {
  const requests: string[][] = []
  const parted: string[][] = []
  const lost: [number, string][] = []
  const timers: { at: number; work: () => void }[] = []
  const answers = options.answers ?? []
  let now = 1_000_000
  const queue: Queue = openQueue(
    options.name ?? 'tab',
    {
      shelf: options.shelf ?? memoryShelf(),
      async send(events) {
        requests.push([...events])
        await Promise.resolve()
        return answers.shift() ?? { is: 'taken' }
      },
      part: (events) => void parted.push([...events]),
      now: () => now,
      later(ms, work) {
        const timer = { at: now + ms, work }
        timers.push(timer)
        return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0)
      },
      chance: () => 0.5,
      lost: (count, why) => void lost.push([count, why]),
    },
    { most: options.most },
  )
  return {
    queue,
    requests,
    parted,
    lost,
    /** Lets time pass, and everything that it sets off. */
    async pass(ms: number) {
      const until = now + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers.splice(timers.indexOf(next), 1)
        now = Math.max(now, next.at)
        next.work()
        for (let i = 0; i < 1_000; i++) await Promise.resolve()
      }
      now = until
    },
    waits: () => timers.map(({ at }) => at - now),
  }
}

const LATER: Outcome = { is: 'later', afterMs: null }

describe('the queue of a page', () => {
  test('gathers events of a moment into one request, in order', async () => {
    const tab = openTab()
    for (const id of ['a', 'b', 'c']) tab.queue.add(id, `{"id":"${id}"}`)
    expect(tab.requests).toEqual([])
    await tab.pass(250)
    expect(tab.requests).toEqual([['{"id":"a"}', '{"id":"b"}', '{"id":"c"}']])
    expect(tab.queue.size()).toBe(0)
  })

  test('whatever the server answers, every event arrives or is reported as given up, and retries carry the same text', async () => {
    const outcome = fc.constantFrom<Outcome>({ is: 'taken' }, LATER, { is: 'later', afterMs: 3_000 }, { is: 'smaller' }, { is: 'refused' })
    await fc.assert(
      fc.asyncProperty(fc.array(outcome, { maxLength: 12 }), fc.integer({ min: 1, max: 30 }), async (answers, n) => {
        const told = [...answers]
        const tab = openTab({ answers: told })
        const all = Array.from({ length: n }, (_, i) => `"${i}"`)
        for (const event of all) tab.queue.add(event, event)
        await tab.pass(3_600_000)
        expect(tab.queue.size()).toBe(0)
        expect([...new Set(tab.requests.flat())].sort()).toEqual([...all].sort())
        const givenUp = tab.lost.reduce((sum, [count]) => sum + count, 0)
        expect(givenUp).toBeLessThanOrEqual(n)
        if (!answers.some(({ is }) => is === 'refused' || is === 'smaller')) expect(givenUp).toBe(0)
      }),
      { numRuns: 200 },
    )
  })

  test('waits longer after each failure, and as long as the server asks', async () => {
    const tab = openTab({ answers: [LATER, LATER, LATER, { is: 'later', afterMs: 40_000 }] })
    tab.queue.add('a', '1')
    const waits: (number | undefined)[] = []
    for (let i = 0; i < 4; i++) {
      await tab.pass(tab.waits()[0] ?? 0)
      waits.push(tab.waits()[0])
    }
    expect(waits).toEqual([750, 1_500, 3_000, 40_000])
    expect(await tab.queue.flush()).toBe(1)
    expect(tab.requests).toHaveLength(4)
    await tab.pass(40_000)
    expect(tab.queue.size()).toBe(0)
  })

  test('a flush does not wait for our own back-off', async () => {
    const tab = openTab({ answers: [LATER] })
    tab.queue.add('a', '1')
    expect(await tab.queue.flush()).toBe(1)
    expect(await tab.queue.flush()).toBe(0)
  })

  test('outlives the page: the next one sends what is left, and what another tab left', async () => {
    const shelf = memoryShelf()
    const down = Array.from({ length: 100 }, () => LATER)
    openTab({ shelf, name: 'one', answers: [...down] }).queue.add('a', '"a"')
    openTab({ shelf, name: 'two', answers: [...down] }).queue.add('b', '"b"')
    const next = openTab({ shelf, name: 'three' })
    await next.pass(1_000)
    expect(next.requests.flat().sort()).toEqual(['"a"', '"b"'])
    expect(shelf.names('')).toEqual([])
  })

  test('gives the oldest up when too many wait, and says so', async () => {
    const tab = openTab({ most: 3 })
    for (const id of ['a', 'b', 'c', 'd', 'e']) tab.queue.add(id, id)
    await tab.pass(250)
    expect([tab.requests, tab.lost]).toEqual([[['c', 'd', 'e']], [[1, 'full'], [1, 'full']]])
  })

  test('a batch that is too large is halved until it fits; a single event that is too large is given up', async () => {
    const tab = openTab({ answers: [{ is: 'smaller' }, { is: 'smaller' }, { is: 'smaller' }] })
    for (const id of ['a', 'b', 'c', 'd']) tab.queue.add(id, id)
    await tab.pass(250)
    expect(tab.requests.map((request) => request.join(''))).toEqual(['abcd', 'ab', 'a', 'b', 'c', 'd'])
    expect(tab.lost).toEqual([[1, 'refused']])
  })

  test('a request stays below what browsers finish after the page is gone', async () => {
    const tab = openTab()
    for (let i = 0; i < 5; i++) tab.queue.add(String(i), '商'.repeat(8_000))
    await tab.pass(250)
    expect(tab.requests.map((request) => request.length)).toEqual([2, 2, 1])
  })

  test('a page that goes away hands over what is not under way, once', async () => {
    const tab = openTab()
    tab.queue.add('a', 'a')
    tab.queue.leave()
    tab.queue.leave()
    expect(tab.parted).toEqual([['a']])
    await tab.pass(250)
    expect(tab.requests).toEqual([['a']])
  })

  test('what stands on the shelf may be anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const shelf = memoryShelf()
        shelf.write('queue.old', text)
        expect(openTab({ shelf }).queue.size()).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 100 },
    )
  })
})
