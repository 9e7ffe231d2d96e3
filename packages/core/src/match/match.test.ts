import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultModel, guessRoles, households, keysOf, matchRecords, readRecord, scorePair } from './index.ts'
import type { MatchInput, MatchModel, Roles } from './types.ts'

const ROLES: Roles = { name: 'name', email: 'email', phone: 'phone', born: 'date', city: 'city', member: 'id' }
const COLUMNS = Object.keys(ROLES)

const NAMES = ['Mei Chen', 'Chen, Mei', '陳美', '陈美', 'John Smith', 'Jon Smith', 'Mary Smith', 'สมชาย ใจดี', 'Somchai Jaidee', '林怡君', 'LIN, YIJUN', '林太太', 'Anna Kowalska', 'William Watts', 'Bill Watts', '']
const person = fc.record({
  name: fc.constantFrom(...NAMES), email: fc.constantFrom('mei88@gmail.com', 'MEI88+promo@gmail.com', 'john.smith@example.com', 'anna1990@wp.pl', ''),
  phone: fc.constantFrom('0912633817', '+886912633817', '0816334917', '+48 601 234 567', ''), born: fc.constantFrom('1985-03-02', '1985-02-03', '1990-11-23', '2528-03-02', ''),
  city: fc.constantFrom('Taipei', 'Bangkok', 'Leeds', ''), member: fc.constantFrom('M1000001', 'M1000002', 'M1000010', ''),
})
type Person = { readonly [column: string]: string }

function tableOf(people: readonly Person[]): MatchInput {
  return { roles: ROLES, columns: Object.fromEntries(COLUMNS.map((column) => [column, people.map((one) => one[column] ?? '')])) }
}

/** A synthetic crowd: `copies` records of each of `count` people, without errors but with gaps. */
function crowd(count: number, copies: number): Person[] {
  const given = ['anna', 'ben', 'carla', 'dora', 'emil', 'fritz', 'greta', 'hanna', 'ivan', 'jana', 'karl', 'lena', 'mirko', 'nora', 'otto', 'paula', 'rosa', 'stefan', 'tessa', 'ursula']
  const family = ['abel', 'bauer', 'conrad', 'dietz', 'ernst', 'fischer', 'graf', 'huber', 'ilg', 'jung', 'keller', 'lang', 'maurer', 'nagel', 'ott', 'pfeiffer', 'roth', 'sommer', 'thoma', 'ulrich', 'vogel', 'weiss', 'ziegler']
  return Array.from({ length: count * copies }, (_, row) => {
    const n = Math.floor(row / copies)
    const copy = row % copies
    return {
      name: `${given[n % given.length]} ${family[(n * 7) % family.length]}`, email: copy === 1 ? '' : `${given[n % given.length]}${1000 + n * 37}@example.com`,
      phone: copy === 2 ? '' : `+4917${String(10_000_000 + n * 7919)}`, born: `19${50 + (n * 13) % 50}-0${1 + n % 9}-1${n % 10}`, city: ['Ulm', 'Bonn', 'Kiel'][n % 3]!, member: '',
    }
  })
}

describe('matching a table', () => {
  it('gives the same clusters whatever the order of the records', () => {
    fc.assert(fc.property(fc.array(person, { minLength: 2, maxLength: 40 }), fc.infiniteStream(fc.nat()), (people, draws) => {
      const order = people.map((_, index) => index)
      for (let at = order.length - 1; at > 0; at--) {
        const other = draws.next().value! % (at + 1)
        const kept = order[at]!
        order[at] = order[other]!
        order[other] = kept
      }
      const straight = matchRecords(tableOf(people)).clusters
      const shuffled = matchRecords(tableOf(order.map((index) => people[index]!))).clusters
      const back = new Map(order.map((index, at) => [index, shuffled[at]!]))
      // Records with the same content are interchangeable, so groups are compared by what their records say.
      expect(groups(people, (index) => back.get(index)!)).toEqual(groups(people, (index) => straight[index]!))
    }), { numRuns: 60 })
  })

  it('keeps apart what must stay apart and together what must be together, whatever the values say', () => {
    fc.assert(fc.property(fc.array(person, { minLength: 4, maxLength: 30 }), fc.nat(), fc.nat(), (people, one, other) => {
      const [a, b] = [one % people.length, other % people.length]
      if (a === b) return
      const apart = matchRecords(tableOf(people), { apart: [[a, b]] }).clusters
      const together = matchRecords(tableOf(people), { together: [[a, b]] }).clusters
      expect(apart[a]).not.toBe(apart[b])
      expect(together[a]).toBe(together[b])
    }), { numRuns: 60 })
  })

  it('never joins two members when member numbers are said to have no errors', () => {
    fc.assert(fc.property(fc.array(person, { minLength: 2, maxLength: 40 }), (people) => {
      const { clusters } = matchRecords(tableOf(people), { unique: ['member'] })
      const memberOf = new Map<number, string>()
      people.forEach((one, row) => {
        if (one.member === '') return
        expect(memberOf.get(clusters[row]!) ?? one.member).toBe(one.member)
        memberOf.set(clusters[row]!, one.member)
      })
    }), { numRuns: 60 })
  })

  it('finds every person of a clean crowd and joins no two', () => {
    const people = crowd(150, 3)
    const { clusters, figures, model } = matchRecords(tableOf(people))
    expect(figures.clusters).toBe(150)
    people.forEach((_, row) => expect(clusters[row]).toBe(Math.floor(row / 3)))
    expect(model.origin).toBe('fitted')
  })

  it('takes one record of each source when two clean lists are joined', () => {
    const people = crowd(60, 2)
    const input = tableOf(people)
    const roles: Roles = { ...ROLES, list: 'source' }
    const { clusters } = matchRecords({ roles, columns: { ...input.columns, list: people.map((_, row) => String(row % 2)) } }, { onePerSource: true })
    const seen = new Set<string>()
    clusters.forEach((cluster, row) => {
      expect(seen.has(`${cluster}|${row % 2}`)).toBe(false)
      seen.add(`${cluster}|${row % 2}`)
    })
  })

  it('stays bounded with thousands of identical records, one shared phone and nothing else to go by', () => {
    const hub = Array.from({ length: 3_000 }, (_, row) => ({ name: row % 2 === 0 ? '' : `Guest ${row}`, phone: '0223718846', city: 'Taipei' }))
    const found = matchRecords(tableOf(hub))
    expect(found.figures.comparedPairs).toBeLessThan(3_000 * 160)
    expect(found.figures.largestCluster).toBeLessThanOrEqual(200)
    const same = matchRecords(tableOf(Array.from({ length: 3_000 }, () => ({ name: 'Mei Chen', city: 'Taipei' }))))
    expect(same.figures.comparedPairs).toBeLessThan(3_000 * 160)
  })

  it('answers for nothing at all, for one record, for two, and for records that say nothing', () => {
    expect(matchRecords(tableOf([])).clusters).toHaveLength(0)
    expect([...matchRecords(tableOf([{ name: 'Mei Chen' }])).clusters]).toEqual([0])
    const two = { name: 'Mei Chen', email: 'mei88@gmail.com', phone: '0912633817' }
    expect([...matchRecords(tableOf([two, two])).clusters]).toEqual([0, 0])
    expect(new Set(matchRecords(tableOf(Array.from({ length: 50 }, () => ({})))).clusters).size).toBe(50)
    expect([...matchRecords({ columns: { x: ['1', '2'] }, roles: {} }).clusters]).toEqual([0, 1])
  })

  it('says why: the lines of evidence add up to the log odds', () => {
    const people = crowd(60, 3)
    const found = matchRecords(tableOf(people))
    for (const [a, b] of [[0, 1], [0, 3], [4, 9]] as const) {
      const { probability, evidence } = found.explain(a, b)
      const bits = evidence.reduce((sum, line) => sum + line.weight, 0)
      expect(1 / (1 + 2 ** -bits)).toBeCloseTo(probability, 6)
      expect(found.explain(b, a).probability).toBe(probability)
    }
  })

  it('learns from labels, counts contradictory and invalid ones, and never fails on cycles', () => {
    const people = crowd(60, 3)
    const labels = Array.from({ length: 60 }, (_, n) => [{ a: n * 3, b: n * 3 + 1, same: true }, { a: n * 3, b: ((n + 1) % 60) * 3, same: false }]).flat()
    const wrong = [{ a: 0, b: 1, same: false }, { a: 5, b: 5, same: true }, { a: -1, b: 9_999, same: true }, { a: 1, b: 2, same: true }, { a: 0, b: 2, same: false }]
    const found = matchRecords(tableOf(people), { labels: [...labels, ...wrong] })
    expect(found.figures.labels.invalid).toBe(2)
    expect(found.figures.labels.contradictory).toBe(1)
    expect(found.model.origin).toBe('labelled')
    expect(found.figures.clusters).toBe(60)
  })
})

function groups(people: readonly Person[], clusterOf: (index: number) => number): string[] {
  const by = new Map<number, string[]>()
  people.forEach((one, index) => by.set(clusterOf(index), [...by.get(clusterOf(index)) ?? [], JSON.stringify(one)]))
  return [...by.values()].map((group) => group.sort().join('\n')).sort()
}

describe('scoring a pair', () => {
  const model = defaultModel(ROLES)
  const score = (one: Person, other: Person, by: MatchModel = model) => scorePair(by, readRecord(by, one), readRecord(by, other))

  it('is a chance, and the same either way round', () => {
    fc.assert(fc.property(person, person, (one, other) => {
      const there = score(one, other)
      expect(there.probability).toBeGreaterThanOrEqual(0)
      expect(there.probability).toBeLessThanOrEqual(1)
      expect(score(other, one).probability).toBe(there.probability)
    }))
  })

  it('never falls when one more field agrees', () => {
    fc.assert(fc.property(person, person, fc.constantFrom('email', 'phone', 'born', 'city', 'member'), (one, other, column) => {
      const value = one[column as keyof typeof one]
      const without = score({ ...one, [column]: '' }, { ...other, [column]: '' })
      const agreed = score(one, { ...other, [column]: value })
      expect(agreed.probability).toBeGreaterThanOrEqual(without.probability - 1e-12)
    }))
  })

  it('survives being written as JSON', () => {
    const fitted = matchRecords(tableOf(crowd(60, 3))).model
    const read = JSON.parse(JSON.stringify(fitted)) as MatchModel
    const [one, other] = [crowd(60, 3)[0]!, crowd(60, 3)[2]!]
    expect(score(one, other, read)).toEqual(score(one, other, fitted))
    expect(score(one, other, read).probability).toBeGreaterThan(0.9)
  })

  it('knows a name in another writing, order or form when a phone agrees', () => {
    const phone = '+886912633817'
    for (const [one, other] of [['陳美玲', '陈美玲'], ['陳美玲', 'CHEN, MEILING'], ['陳美玲', 'Meiling Chen'], ['สมชาย ใจดี', 'Somchai Jaidee'], ['William Watts', 'Bill Watts'], ['Watts, William', 'William Watts']]) {
      expect(score({ name: one!, phone }, { name: other!, phone }).probability, `${one} / ${other}`).toBeGreaterThan(0.9)
    }
  })

  it('keeps two people of one home apart: same family name and phone, other given name and birthday', () => {
    const chances = [['林怡君', '林志豪'], ['Mary Smith', 'John Smith'], ['สมชาย ใจดี', 'มาลี ใจดี']].map(([one, other]) =>
      score({ name: one!, phone: '0912633817', born: '1985-03-02' }, { name: other!, phone: '0912633817', born: '1983-11-23' }).probability)
    for (const chance of chances) expect(chance).toBeLessThan(0.1)
  })

  it('gives a live index at most twelve keys, one of which two records of a person share', () => {
    fc.assert(fc.property(person, (one) => {
      expect(keysOf(model, readRecord(model, one)).length).toBeLessThanOrEqual(12)
    }))
    const shares = (one: Person, other: Person) => keysOf(model, readRecord(model, one)).some((key) => keysOf(model, readRecord(model, other)).includes(key))
    expect(shares({ name: '陳美玲', born: '1985-03-02' }, { name: 'Chen Meiling', born: '2/3/1985' })).toBe(true)
    expect(shares({ email: 'MEI88+x@gmail.com' }, { email: 'mei88@gmail.com' })).toBe(true)
    expect(shares({ phone: '0912-633-817' }, { phone: '+886912633817' })).toBe(true)
  })
})

describe('households', () => {
  it('join people of one family name at one phone, and leave them two people', () => {
    const people = [{ name: '林怡君', phone: '0912633817' }, { name: '林志豪', phone: '0912633817' }, { name: '陳美玲', phone: '0912633817' }, { name: '林怡君', phone: '0987126543' }]
    expect([...households(tableOf(people), Int32Array.of(0, 1, 2, 3))]).toEqual([0, 0, 1, 2])
  })

  it('are not made of a hotel', () => {
    const guests = Array.from({ length: 40 }, () => ({ name: '林怡君', phone: '0223718846' }))
    expect(new Set(households(tableOf(guests), Int32Array.from(guests, (_, row) => row))).size).toBe(40)
  })
})

describe('guessing roles', () => {
  const rows = (values: Person) => Array.from({ length: 30 }, () => values)
  const rolesOf = (values: Person) => Object.fromEntries(Object.entries(guessRoles(Object.keys(values), rows(values))).map(([column, guess]) => [column, guess.role]))

  it('reads headers in English, Chinese and Thai', () => {
    expect(rolesOf({ 'First Name': 'Mei', surname: 'Chen', 'E-mail': 'a@b.co', mobile: '0912633817', DOB: '1985-03-02', zip: '10617', gender: 'f' })).toEqual({
      'First Name': 'given_name', surname: 'family_name', 'E-mail': 'email', mobile: 'phone', DOB: 'date', zip: 'postcode', gender: 'gender',
    })
    expect(rolesOf({ 姓名: '陳美玲', 電子郵件: 'a@b.co', 手機: '0912633817', 生日: '1985-03-02', 地址: '台北市大安區和平路1號', 會員編號: 'M100' })).toEqual({
      姓名: 'name', 電子郵件: 'email', 手機: 'phone', 生日: 'date', 地址: 'address', 會員編號: 'id',
    })
    expect(rolesOf({ ชื่อ: 'สมชาย', นามสกุล: 'ใจดี', อีเมล: 'a@b.co', เบอร์โทร: '0816334917', วันเกิด: '2528-03-02', ที่อยู่: '1 ถนนสุขุมวิท', เพศ: 'ชาย' })).toEqual({
      ชื่อ: 'given_name', นามสกุล: 'family_name', อีเมล: 'email', เบอร์โทร: 'phone', วันเกิด: 'date', ที่อยู่: 'address', เพศ: 'gender',
    })
  })

  it('looks at the values where the header says nothing, and leaves alone what numbers the rows', () => {
    expect(rolesOf({ a: 'mei@example.com', b: '1985-03-02', record_id: 'R1', created_at: '2024-01-01' })).toEqual({ a: 'email', b: 'date', record_id: 'ignore', created_at: 'ignore' })
    for (const guess of Object.values(guessRoles(['a', 'b'], rows({ a: 'x@y.zz', b: '' })))) expect(guess.because).not.toBe('')
  })
})
