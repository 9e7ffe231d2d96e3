import { gzipSync } from 'node:zlib'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCsv, type CsvRecord } from '../../files/csv.ts'
import { encodingOf } from '../../files/encoding.ts'
import { momentReader } from './moment.ts'
import { numberOf } from './mapper.ts'
import { readRows, shapeOf } from './rows.ts'

async function* inChunks(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size)
}
async function read(text: string, size = 7, width?: number): Promise<readonly CsvRecord[]> {
  const records: CsvRecord[] = []
  for await (const record of readCsv(inChunks(text, size), ',', width)) records.push(record)
  return records
}
const cellsOf = (records: readonly CsvRecord[]) => records.map((record) => (record.is === 'cells' ? record.cells : `broken at ${record.line}`))

describe('CSV', () => {
  test('what a spreadsheet writes is read back, however it is cut into chunks', async () => {
    const cellText = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '茶', 'ก', '=') })
    const table = fc.array(fc.array(cellText, { minLength: 2, maxLength: 4 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 9 }), async (rows, newline, size) => {
        const text = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join(newline)
        expect(cellsOf(await read(text, size))).toEqual(rows)
      }),
      { numRuns: 300 },
    )
  })

  test.each<[string, string, unknown]>([
    ['an open quote costs its own line only', 'a,b\n"x,1\nc,d\n', [['a', 'b'], 'broken at 2', ['c', 'd']]],
    ['so does one that closes in the middle of a cell', 'a,b\n"x"y,1\n"c",d\n', [['a', 'b'], 'broken at 2', ['c', 'd']]],
    ['a quote inside a plain cell is a character', '5" pipe,2\n', [['5" pipe', '2']]],
    ['empty lines are no rows, a last line needs no end', '\na,b\n\nc,d', [['a', 'b'], ['c', 'd']]],
    ['an open quote that meets the next one costs its own line only', 'a,b\n"x,1\nc,d\ne,y"\nf,g\n', [['a', 'b'], 'broken at 2', ['c', 'd'], ['e', 'y"'], ['f', 'g']]],
    ['a cell over several lines keeps them', '"a\nb",c\nd,e', [['a\nb', 'c'], ['d', 'e']]],
  ])('%s', async (_, text, expected) => expect(cellsOf(await read(text, 7, 2))).toEqual(expected))

  test('a cell without end does not eat memory, and reading goes on behind it', async () => {
    const text = `a,b\n"${'x'.repeat(2_400_000)}\nc,d\n`
    expect(cellsOf(await read(text, 65_536))).toEqual([['a', 'b'], 'broken at 2', ['c', 'd']])
  })

  test('lines are numbered as an editor numbers them', async () => {
    expect((await read('a,b\n"1\n2",x\n\nc,d\n')).map(({ line }) => line)).toEqual([1, 2, 5])
  })
})

describe('encodings', () => {
  const taiwan = '姓名,電話,地址\n王小明,0912345678,台北市信義區\n陳美麗,0987654321,高雄市前鎮區中山路一號\n'
  // Encoded by hand where Node can only decode: the bytes of 姓名,王小明 and of 中国北京市的会员.
  test.each<[string, Uint8Array, string]>([
    ['UTF-8', Buffer.from(taiwan), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${taiwan}`), 'utf-8'],
    ['UTF-8 cut inside a character', Buffer.from(taiwan).subarray(0, 4), 'utf-8'],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${taiwan}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 of Latin text without one', Buffer.from('name,phone\nAnn,1\n', 'utf16le'), 'utf-16le'],
    ['Big5', Buffer.from('a96da657a14caafda470a9fa0a', 'hex'), 'big5'],
    ['GB18030', Buffer.from('d6d0b9fab1b1beaacad0b5c4bbe1d4b1', 'hex'), 'gb18030'],
    ['Thai', Buffer.from('cac7d1cab4d5a4c3d1ba20a2cdbaa4d8b3c1d2a1', 'hex'), 'windows-874'],
    ['plain ASCII', Buffer.from('a,b\n1,2\n'), 'utf-8'],
    ['Western', Buffer.from('4a6f73e9204d61727ceda96ec8', 'hex'), 'windows-1252'],
  ])('%s is found', (_, bytes, encoding) => expect(encodingOf(bytes)).toBe(encoding))
})

describe('moments', () => {
  test.each<[string | undefined, string | undefined, string, string | null]>([
    ['yyyy-MM-dd HH:mm:ss', 'Europe/London', '2011-07-01 08:34:00', '2011-07-01T07:34:00.000Z'],
    ['yyyy-MM-dd HH:mm:ss', 'Europe/London', '2010-12-01 08:34:00', '2010-12-01T08:34:00.000Z'],
    ['ROC/MM/dd', 'Asia/Taipei', '113/02/29', '2024-02-28T16:00:00.000Z'],
    ['dd/MM/BE', 'Asia/Bangkok', '29/02/2567', '2024-02-28T17:00:00.000Z'],
    ['yyyy/M/d a H:mm', 'Asia/Taipei', '2024/1/2 下午 3:05', '2024-01-02T07:05:00.000Z'],
    ['epoch_s', undefined, '1700000000', '2023-11-14T22:13:20.000Z'],
    [undefined, undefined, '2024-01-02T03:04:05+08:00', '2024-01-01T19:04:05.000Z'],
    [undefined, 'Asia/Taipei', '2024/01/02 03:04', '2024-01-01T19:04:00.000Z'],
    [undefined, undefined, '2024-02-30', null],
    ['yyyy-MM-dd', undefined, '2024-13-01', null],
    [undefined, undefined, 'soon', null],
    [undefined, undefined, '', null],
  ])('format %s in %s: %s', (format, zone, text, expected) => {
    const at = momentReader(format, zone)(text)
    expect(at === null ? null : new Date(at).toISOString()).toBe(expected)
  })
})

test.each<[string, number | null]>([['1,234.50', 1234.5], ['NT$ 300', 300], ['１２', 12], ['(5)', -5], ['12%', 0.12], ['1e3', 1000], ['1.2.3', null], ['', null], ['abc', null], ['1,2', null]])(
  'the number %s',
  (text, value) => expect(numberOf(text)).toBe(value),
)

test('gzip is recognised by its first bytes, ragged rows are told with their line', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'rapport-')), 'rows.txt')
  writeFileSync(file, gzipSync('id;name\n1;Ann\n2;Bob;x\n3;Mei;\n4\n'))
  const { shape } = await shapeOf(file)
  expect(shape).toMatchObject({ gzip: true, format: 'csv', delimiter: ';', columns: ['id', 'name'] })
  const read: unknown[] = []
  for await (const one of readRows(file, shape, {}, () => undefined)) read.push(one.is === 'row' ? one.row.cells : [one.reject.line, one.reject.reason])
  expect(read).toEqual([{ id: '1', name: 'Ann' }, [3, 'the row has 3 cells, the header 2'], { id: '3', name: 'Mei' }, [5, 'the row has 1 cells, the header 2']])
})
