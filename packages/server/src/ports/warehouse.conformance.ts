/** What every warehouse must do. An adapter that cannot do something says why. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Block, Warehouse } from './warehouse.ts'

/** What a suite needs of an adapter. */
export interface WarehouseCase {
  readonly name: string
  make(): Promise<Warehouse>
  /** Kills the engine without warning; absent when the adapter has nothing that could be killed. */
  crash?(warehouse: Warehouse): Promise<void>
  /** For adapters without SQL: the rows of a table. */
  rows?(warehouse: Warehouse, table: Block['table']): readonly Block['rows'][number][]
  /** What the adapter cannot do, with the reason. */
  readonly cannot?: { readonly query?: string; readonly crash?: string }
}

const T0 = Date.UTC(2026, 0, 15, 12)

/** Rows of `events` for tests: `from` up to but not including `to`. */
export function eventRows(from: number, to: number, changes: { readonly profile?: string; readonly type?: string } = {}): Block['rows'] {
  return Array.from({ length: to - from }, (_, i) => {
    const n = from + i
    const { profile = `p${n % 10}`, type = n % 3 === 0 ? 'order_completed' : 'product_viewed' } = changes
    const at = T0 + n * 1000
    return { ws: 'shop', id: `web:e${n}`, type, at, received_at: at, source: 'web', profile, properties: JSON.stringify({ price: n }), context: '{}', cause: '' }
  })
}

/** Runs the suite. */
export function warehouseConformance({ name, make, crash, rows, cannot = {} }: WarehouseCase): void {
  describe(`warehouse ${name}`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await make()
    })
    beforeEach(() => warehouse.reset())
    afterAll(() => warehouse.close())

    const count = async (): Promise<number> => {
      if (rows) return new Set(rows(warehouse, 'events').map((row) => row['id'])).size
      const [row] = await warehouse.query('select count() as n from events_v where ws = {ws:String}', { ws: 'shop' })
      return Number(row?.['n'])
    }
    const events = (token: string, from: number, to: number): Block => ({ table: 'events', token, rows: eventRows(from, to) })
    const asking = cannot.query === undefined ? test : test.skip
    const crashing = crash !== undefined && cannot.crash === undefined ? test : test.skip

    test('a block that is tried three times counts once', async () => {
      for (let i = 0; i < 3; i++) await warehouse.insert([events('shop:1-1', 0, 100)])
      expect(await count()).toBe(100)
    })

    test('blocks of different tokens add up, in one insert or in several', async () => {
      await warehouse.insert([events('shop:1-1', 0, 50), events('shop:2-2', 50, 100)])
      await warehouse.insert([events('shop:3-3', 100, 150)])
      expect(await count()).toBe(150)
    })

    test('what is removed of some people is gone from every table, and everybody else stays; insertion goes on', async () => {
      await warehouse.insert([
        events('shop:1-1', 0, 100),
        { table: 'merges', token: 'shop:1-1', rows: [{ ws: 'shop', from: 'p3', into: 'p4', position: 1 }, { ws: 'shop', from: 'p5', into: 'p6', position: 1 }] },
        { table: 'profiles', token: 'shop:1-1', rows: ['p3', 'p5'].map((id) => ({ ws: 'shop', id, traits: '{}', segments: [], updated_at: 1 })) },
      ])
      for (let i = 0; i < 2; i++) await warehouse.remove('shop', { is: 'people', profiles: ['p3', 'nobody'] })
      await warehouse.remove('shop2', { is: 'people', profiles: ['p5'] })
      expect(await count()).toBe(90)
      await warehouse.insert([events('shop:2-2', 100, 200)])
      expect(await count()).toBe(190)
      await warehouse.remove('shop', { is: 'expired', type: 'order_completed', except: [], before: T0 + 30_000 })
      expect(await count()).toBe(190 - 9)
      await warehouse.remove('shop', { is: 'expired', type: '*', except: ['order_completed'], before: T0 + 30_000 })
      expect(await count()).toBe(190 - 27)
      if (rows) return
      expect(await warehouse.query("select `from` from merges union all select id from profiles order by 1", {})).toEqual([{ from: 'p5' }, { from: 'p5' }])
    })

    test('the same events in differently cut blocks count once', async () => {
      await warehouse.insert([events('shop:1-2', 0, 100)])
      await warehouse.insert([events('shop:2-3', 50, 150)])
      expect(await count()).toBe(150)
    })

    test('nothing and an empty block are no work', async () => {
      await warehouse.insert([])
      await warehouse.insert([{ table: 'events', token: 'shop:9-9', rows: [] }])
      expect(await count()).toBe(0)
    })

    test('a reset empties everything, and the tokens of before mean nothing any more', async () => {
      await warehouse.insert([events('shop:1-1', 0, 100)])
      await warehouse.reset()
      expect(await count()).toBe(0)
      await warehouse.insert([events('shop:1-1', 0, 100)])
      expect(await count()).toBe(100)
    })

    test('it says that it is ready once it has answered', () => expect(warehouse.status()).toEqual({ is: 'ready' }))

    asking('values come back as they went in: texts of every script, quotes, moments to the millisecond, numbers as numbers', async () => {
      const text = `王小明 สมชาย 🎉 'quoted' "double" \\back {p:String} ; drop table events --\n\t`
      await warehouse.insert([{ table: 'events', token: 't', rows: [{ ...eventRows(7, 8)[0], id: text, properties: JSON.stringify({ text }) }] }])
      const [row] = await warehouse.query(
        `select id, toUnixTimestamp64Milli(at) as at, JSONExtractString(properties, 'text') as text, toUInt64(9007199254740991) as big, 0.5 as half,
          {ns:Array(Float64)} as ns from events_v where id = {id:String}`,
        { id: text, ns: [1, 2.5] },
      )
      expect(row).toEqual({ id: text, at: T0 + 7000, text, big: 9007199254740991, half: 0.5, ns: [1, 2.5] })
    })

    asking('a parameter is a value, whatever it looks like', async () => {
      await warehouse.insert([events('shop:1-1', 0, 10)])
      expect(await warehouse.query('select count() as n from events_v where id = {id:String}', { id: "x' or 1=1 --" })).toEqual([{ n: 0 }])
    })

    asking('people who became one count as one, along chains in any order of arrival, and again after a retry', async () => {
      const people = ['a', 'b', 'c', 'd', 'x']
      await warehouse.insert([{ table: 'events', token: 'e', rows: people.flatMap((profile, i) => eventRows(i * 10, i * 10 + 10, { profile })) }])
      const merge = (token: string, pairs: readonly (readonly [string, string, number])[]): Block => {
        return { table: 'merges', token, rows: pairs.map(([from, into, position]) => ({ ws: 'shop', from, into, position })) }
      }
      await warehouse.insert([merge('m1', [['a', 'b', 1]])])
      await warehouse.insert([merge('m2', [['b', 'c', 2], ['c', 'd', 3]])])
      await warehouse.insert([merge('m2', [['b', 'c', 2], ['c', 'd', 3]])])
      const counted = await warehouse.query('select profile, count() as n from events_v group by profile order by profile', {})
      expect(counted).toEqual([
        { profile: 'd', n: 40 },
        { profile: 'x', n: 10 },
      ])
    })

    asking('the newest version of a golden record is shown, and none of a person who was merged away', async () => {
      const row = (id: string, tier: string, at: number) => ({ ws: 'shop', id, traits: JSON.stringify({ tier }), segments: ['vip'], updated_at: T0 + at })
      await warehouse.insert([{ table: 'profiles', token: 'p1', rows: [row('a', 'silver', 1), row('b', 'gold', 1)] }])
      await warehouse.insert([
        { table: 'profiles', token: 'p2', rows: [row('a', 'gold', 2)] },
        { table: 'merges', token: 'm1', rows: [{ ws: 'shop', from: 'b', into: 'a', position: 5 }] },
      ])
      expect(await warehouse.query('select id, traits, segments from profiles_v order by id', {})).toEqual([{ id: 'a', traits: '{"tier":"gold"}', segments: ['vip'] }])
    })

    asking('people who were divided are two again, with the events of each and both golden records', async () => {
      const row = (id: string, at: number) => ({ ws: 'shop', id, traits: JSON.stringify({ tier: id }), segments: [], updated_at: T0 + at })
      const merge = (from: string, into: string, position: number) => ({ ws: 'shop', from, into, position })
      const copied = ['a', 'b', 'c'].flatMap((profile, i) => eventRows(i * 10, i * 10 + 10, { profile }))
      await warehouse.insert([{ table: 'events', token: 'e', rows: copied }])
      await warehouse.insert([{ table: 'profiles', token: 'p1', rows: [row('a', 1), row('b', 1), row('c', 1)] }])
      await warehouse.insert([{ table: 'merges', token: 'm1', rows: [merge('c', 'b', 4), merge('b', 'a', 5)] }])
      await warehouse.insert([
        { table: 'events', token: 'e2', rows: [...eventRows(5, 10, { profile: 'b' })] },
        { table: 'merges', token: 'm2', rows: [merge('a', 'a', 9), merge('b', 'b', 9), merge('c', 'b', 9)] },
        { table: 'profiles', token: 'p2', rows: [row('a', 2), row('b', 2)] },
      ])
      expect(await warehouse.query('select profile, count() as n from events_v group by profile order by profile', {})).toEqual([{ profile: 'a', n: 5 }, { profile: 'b', n: 25 }])
      expect(await warehouse.query('select id from profiles_v order by id', {})).toEqual([{ id: 'a' }, { id: 'b' }])
    })

    asking('a funnel is counted in the order of steps', async () => {
      const step = (n: number, profile: string, type: string) => ({ ...eventRows(n, n + 1, { profile, type })[0] }) as Block['rows'][number]
      const rows = [step(1, 'p1', 'view'), step(2, 'p1', 'cart'), step(3, 'p1', 'buy'), step(4, 'p2', 'cart'), step(5, 'p2', 'view'), step(6, 'p3', 'view')]
      await warehouse.insert([{ table: 'events', token: 'f', rows }])
      const sql = `select level, count() as n from (
        select profile, windowFunnel(3600)(toDateTime(at), type = 'view', type = 'cart', type = 'buy') as level
        from events_v where ws = {ws:String} group by profile
      ) group by level order by level`
      expect(await warehouse.query(sql, { ws: 'shop' })).toEqual([{ level: 1, n: 2 }, { level: 3, n: 1 }])
    })

    asking('wrong SQL is answered with a sentence, and the next question works', async () => {
      await expect(warehouse.query('select nonsense from events_v', {})).rejects.toThrow(/Analytics refused: .*nonsense/)
      await expect(warehouse.query('select from where', {})).rejects.toThrow(/Analytics refused: /)
      expect(await count()).toBe(0)
    })

    asking('only questions can be asked', async () => {
      const others = ['drop table events', 'insert into events (id) values (1)', '; select 1', 'select 1; drop table events', `select 1 into outfile '/tmp/x'`, '']
      for (const sql of others) await expect(warehouse.query(sql, {})).rejects.toThrow(/Only SELECT/)
      expect(await count()).toBe(0)
    })

    asking('a question that takes too long is stopped, and blocks are taken again afterwards', async () => {
      const began = performance.now()
      await expect(warehouse.query('select count() from numbers(100000000000) where sipHash64(number) = 1', {}, { timeoutMs: 1_000 })).rejects.toThrow()
      expect(performance.now() - began).toBeLessThan(8_000)
      await retried(() => warehouse.insert([events('shop:1-1', 0, 10)]))
      expect(await count()).toBe(10)
    })

    asking('questions and blocks at the same time do not disturb each other', async () => {
      const inserts = Array.from({ length: 10 }, (_, i) => warehouse.insert([events(`shop:${i}-${i}`, i * 10, i * 10 + 10)]))
      const asked = Array.from({ length: 10 }, () => count())
      await Promise.all(inserts)
      for (const n of await Promise.all(asked)) expect(n % 10).toBe(0)
      expect(await count()).toBe(100)
    })

    crashing('an engine that is killed between blocks has lost nothing that was answered, and goes on by itself', async () => {
      const answered = new Set<number>()
      for (let i = 0; i < 30; i++) {
        const sent = warehouse.insert([events(`shop:${i}-${i}`, i * 10, i * 10 + 10)]).then(() => answered.add(i))
        if (i % 10 === 5) await crash?.(warehouse)
        await sent.catch(() => {})
        if (!answered.has(i)) expect(warehouse.status().is).not.toBe('absent')
      }
      expect(answered.size).toBeGreaterThan(0)
      const kept = await retried(() => count())
      expect(kept).toBeGreaterThanOrEqual(answered.size * 10)
      for (let i = 0; i < 30; i++) await retried(() => warehouse.insert([events(`shop:${i}-${i}`, i * 10, i * 10 + 10)]))
      expect(await count()).toBe(300)
    })

    crashing('while it is down it says so, refuses at once, and the host process feels nothing', async () => {
      const loose: unknown[] = []
      const note = (error: unknown) => void loose.push(error)
      process.on('unhandledRejection', note)
      await warehouse.insert([events('shop:1-1', 0, 10)])
      const asked = warehouse.query('select sleep(3)', {}).then(
        () => 'answered',
        (error: Error) => error.message,
      )
      await crash?.(warehouse)
      expect(await asked).toMatch(/Analytics is down/)
      expect(['down', 'starting']).toContain(warehouse.status().is)
      expect(await retried(() => count())).toBe(10)
      process.off('unhandledRejection', note)
      expect(loose).toEqual([])
    })
  })
}

/** Tries again for up to ten seconds, as the sink does. */
async function retried<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await call()
    } catch (error) {
      if (tries === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
