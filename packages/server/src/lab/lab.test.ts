import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { runMatch, type MatchAsk, type MatchReport } from './match.ts'
import { LabProblem } from './problem.ts'
import { syntheticRecords } from './synthetic.ts'
import { writeSynthetic } from './synthetic-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'rapport-lab-'))
let files = 0
function file(content: string | Uint8Array, name = `f${files++}.csv`): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const lines = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n')
async function match(records: string | readonly string[], more: Partial<MatchAsk> = {}): Promise<MatchReport> {
  return runMatch({ records: typeof records === 'string' ? [records] : records, id: 'id', out: join(folder, 'clusters.csv'), ...more }, () => undefined, () => performance.now())
}
const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (problem: unknown) => (problem instanceof LabProblem ? [problem.code, problem.message, problem.next].join(' ') : problem),
  )

/** Other people, so that there is something to learn from: what is common, and what is not. */
const OTHERS = [...syntheticRecords({ records: 400, seed: 9 })]
  .map(({ values: { record_id: id, name, email, phone, birth_date: birth, city } }) => `${id},"${name}",${email},${phone},${birth},${city}\n`)
  .join('')
const PEOPLE = `id,name,email,phone,birthday,city
1,陳怡君,yichun@mail.tw,0928117355,1990-01-02,台北市
2,Yi-Chun Chen,YICHUN@mail.tw,+886928117355,1990/1/2,Taipei
3,王小明,ming@mail.tw,0987213654,1985-05-06,高雄市
4,Somchai Jaidee,somchai@mail.tw,0816452387,1979-11-30,Bangkok
5,สมชาย ใจดี,somchai@mail.tw,+66816452387,30/11/2522,กรุงเทพ
6,林美玲,meiling@mail.tw,0955231123,2000-07-08,台中市
${OTHERS}`

describe('matching a file', () => {
  test('finds the same people in several scripts, writes record_id and cluster_id, and says why', async () => {
    const out = join(folder, 'people.clusters.csv')
    const pairs = join(folder, 'people.pairs.csv')
    const report = await match(file(gzipSync(PEOPLE)), { out, pairs, modelOut: join(folder, 'm.json') })
    const clusters = new Map(lines(out).slice(1).map((line) => line.split(',') as [string, string]))
    expect(lines(out)[0]).toBe('record_id,cluster_id')
    expect([...clusters.keys()].slice(0, 6)).toEqual(['1', '2', '3', '4', '5', '6'])
    expect(clusters.get('1')).toBe(clusters.get('2'))
    expect(clusters.get('4')).toBe(clusters.get('5'))
    expect(new Set(['1', '3', '4', '6'].map((id) => clusters.get(id))).size).toBe(4)
    expect(report).toMatchObject({ rows: 406, records: 406, rejected: 0, clusters: new Set(clusters.values()).size })
    expect(report.clusters + report.duplicates).toBe(406)
    expect(report.columns.map(({ column, role }) => [column, role])).toEqual([['name', 'name'], ['email', 'email'], ['phone', 'phone'], ['birthday', 'date'], ['city', 'city']])
    expect(lines(pairs)[0]).toBe('id_l,id_r,probability,evidence')
    expect(lines(pairs).find((line) => line.startsWith('1,2,'))).toMatch(/^1,2,(0\.9\d*|1\.0*),.*email: \w+ \(\+\d/)
  })

  test('a map says what columns hold and where phones are from', async () => {
    const map = file('roles: {wer: name, tel: phone, city: ignore}\ncountry: tw\n', 'map.yml')
    const others = [...syntheticRecords({ records: 300, seed: 8 })].map(({ values: { record_id: id, name, phone } }) => `${id},"${name}",${phone},z\n`).join('')
    const report = await match(file(`id,wer,tel,city\n1,陳怡君,0928117355,x\n2,陳怡君,+886 928 117 355,y\n3,王小明,0987213654,x\n${others}`), { map })
    expect(report.columns.map(({ role, because }) => [role, because])).toEqual([['name', 'the map says so'], ['phone', 'the map says so'], ['ignore', 'the map says so']])
    expect(lines(join(folder, 'clusters.csv')).slice(0, 4)).toEqual(['record_id,cluster_id', '1,1', '2,1', '3,2'])
  })

  test('two files are linked; ids that both have stand behind the name of their file', async () => {
    const [one, other] = [file(PEOPLE, 'crm.csv'), file('id,name,email\n1,Mei-Ling Lin,meiling@mail.tw\n', 'shop.csv')]
    const out = join(folder, 'linked.csv')
    const report = await match([one, other], { out })
    const clusters = new Map(lines(out).slice(1).map((line) => line.split(',') as [string, string]))
    expect(clusters.get('shop.csv:1')).toBe(clusters.get('crm.csv:6'))
    expect(report.remarks.join()).toMatch(/ids in common/)
  })
})

describe('bad input', () => {
  test('every row is either matched or rejected with its line and reason, and rejects can be had as a file', async () => {
    const text = 'id,name,email\n1,Ann Lee,ann@x.tw\n2,"Bob Wu,bob@x.tw\n3,Eve Ko,eve@x.tw\n4,too,many,cells\n5\n,No Id,n@x.tw\n1,Ann Again,ann@x.tw\n6,Z\0oe Yu,zoe@x.tw\n7,"Tea, Mei",mei@x.tw'
    const report = await match(file(text), { rejects: true })
    expect(report).toMatchObject({ rows: 9, records: 4, rejected: 5 })
    expect(report.rows).toBe(report.records + report.rejected)
    expect(report.files[0]?.zeroBytes).toBe(1)
    const rejects = lines(join(folder, 'REJECTS.csv'))
    expect(rejects[0]).toBe('file,line,reason,detail,raw')
    expect(rejects.slice(1).map((line) => line.split(',')[1])).toEqual(['3', '5', '6', '7', '8'])
    expect(report.rejects.find(({ reason }) => reason.includes('occurs before'))?.first).toEqual([{ file: expect.any(String), line: 8, detail: "'1' is on line 2" }])
  })

  test('lines in several encodings are read, and the summary says which', async () => {
    const out = join(folder, 'encodings.csv')
    const big5 = Buffer.concat([Buffer.from('3,'), Buffer.from('a4fda470a9fa', 'hex'), Buffer.from(',c@x.tw\n')])
    const report = await match(file(Buffer.concat([Buffer.from('\uFEFFid,name,email\n1,陳怡君,a@x.tw\n'), big5, Buffer.from('4,王小明,c@x.tw\n')])), { out })
    expect(report.files[0]?.encodings).toEqual({ big5: 1 })
    expect(report.records).toBe(3)
  })

  test.each<[string, string, Partial<MatchAsk>, RegExp]>([
    ['an empty file', '', {}, /^1 .*is empty/],
    ['a column that is not there', 'key,name\n1,Ann\n', {}, /^2 .*no column 'id'.*key, name/],
    ['one column', 'id\n1\n2\n', {}, /^1 There is nothing to compare/],
    ['columns without any value', 'id,name,email\n1,,\n2,,\n', { map: 'none' }, /^2 There is no map/],
    ['a map of something else', 'id,name\n1,Ann\n', { map: file('roles: {name: surname}\n', 'bad.yml') }, /^2 .*roles\.name/],
    ['a map for another file', 'id,name\n1,Ann\n', { map: file('roles: {nom: name}\n', 'other.yml') }, /^2 .*not there: nom/],
    ['a place that cannot be written', 'id,name\n1,Ann\n', { out: join(folder, 'no', 'such', 'c.csv') }, /^2 .*cannot be written/],
    ['no pairs among the labels', 'id,name\n1,Ann\n2,Ann\n', { labels: file('one\n1\n', 'l0.csv') }, /^2 .*holds no pairs/],
  ])('%s is said, with what to do', async (_, text, more, words) => expect(await problemOf(match(file(text), more))).toMatch(words))

  test('a gzip file that is cut off is said', async () => {
    const packed = gzipSync(`${PEOPLE}${'9,x,y,z,1,2\n'.repeat(5_000)}`)
    expect(await problemOf(match(file(packed.subarray(0, packed.length - 20))))).toMatch(/cannot be unpacked to its end/)
  })

  test('a header alone gives a result without records, all-missing columns give everybody a cluster', async () => {
    expect(await match(file('id,name\n'))).toMatchObject({ records: 0, clusters: 0 })
    expect(lines(join(folder, 'clusters.csv'))).toEqual(['record_id,cluster_id'])
    const map = file('roles: {name: name, email: email}\n', 'm2.yml')
    expect(await match(file('id,name,email\n1,,\n2,,\n'), { map })).toMatchObject({ records: 2, clusters: 2, duplicates: 0 })
  })

  test('labels that contradict each other, run in a circle or name nobody are left out and counted', async () => {
    const labels = file('id_l,id_r,label\n1,2,1\n2,1,0\n3,4,1\n4,5,1\n3,5,0\n1,99,1\n6,6,1\n4,6,maybe\n1,6,0\n')
    const report = await match(file(PEOPLE), { labels })
    expect(report.labels).toMatchObject({ rows: 9, used: 3 })
    const clusters = new Map(lines(join(folder, 'clusters.csv')).map((line) => line.split(',') as [string, string]))
    expect(new Set(['3', '4', '5'].map((id) => clusters.get(id))).size).toBe(1)
    expect(clusters.get('1')).not.toBe(clusters.get('6'))
    const reasons = Object.fromEntries((report.labels?.leftOut ?? []).map(({ reason, rows }) => [reason.split(/[;,]/)[0], rows]))
    expect(reasons).toEqual({ 'another row says the opposite': 2, 'other labels': 1, 'an id is not among the records': 1, 'both ids are the same': 1, 'the verdict is neither yes nor no': 1 })
  })

  test('a cell of a megabyte is cut and its row kept', async () => {
    const report = await match(file(`id,name,email\n1,Ann Lee,ann@x.tw\n2,"${'長'.repeat(1_048_576)}",b@x.tw\n3,Ann Lee,ann@x.tw\n`))
    expect(report).toMatchObject({ records: 3, rejected: 0, cutCells: 1 })
  })
})

describe('synthetic records', () => {
  test('the same seed gives the same records, another one others, and the file keeps the truth apart', () => {
    const some = (seed: number) => JSON.stringify([...syntheticRecords({ records: 200, seed })])
    expect(some(1)).toBe(some(1))
    expect(some(1)).not.toBe(some(2))
    const out = join(folder, 's.csv')
    const { truth, people } = writeSynthetic({ records: 500, out, seed: 3 })
    expect(lines(out)).toHaveLength(501)
    expect(lines(out)[0]).not.toMatch(/person|household/)
    expect(lines(truth)).toHaveLength(501)
    expect(new Set(lines(truth).slice(1).map((line) => line.split(',')[1])).size).toBe(people)
  })

  test('people have one to five records in four ways of writing', () => {
    const records = [...syntheticRecords({ records: 3_000, seed: 5 })]
    const perPerson = new Map<number, number>()
    for (const { person } of records) perPerson.set(person, (perPerson.get(person) ?? 0) + 1)
    expect(Math.max(...perPerson.values())).toBe(5)
    const share = (pattern: RegExp) => records.filter(({ values }) => pattern.test(values.name)).length / records.length
    expect(share(/\p{Script=Han}/u)).toBeGreaterThan(0.35)
    expect(share(/\p{Script=Thai}/u)).toBeGreaterThan(0.1)
    expect(share(/[A-Za-z]/)).toBeGreaterThan(0.15)
  })
})
