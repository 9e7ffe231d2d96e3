import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openShop, type ShopWorld } from '../api/fixture.ts'
import { lineDiff } from './line-diff.ts'
import { explainFailure, run } from './main.ts'
import { table, type Output } from './output.ts'

let shop: ShopWorld
let url: string
beforeAll(async () => {
  shop = await openShop()
  url = await shop.server.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => shop.server.close())

/** Runs a command line; answers what it printed and its exit code. */
async function rapport(...argv: string[]): Promise<{ readonly code: number | null; readonly printed: string; readonly noted: string }> {
  let printed = ''
  let noted = ''
  const out: Output = {
    json: argv.includes('--json'),
    colour: false,
    live: false,
    print: (text) => void (printed += `${text}\n`),
    note: (text) => void (noted += `${text}\n`),
    redraw: () => {},
  }
  const code = await run(argv, { RAPPORT_URL: url, RAPPORT_API_KEY: 'all-scopes-key' }, out).catch((error: unknown) => explainFailure(error, out))
  return { code, printed, noted }
}

describe('the command line', () => {
  test.each<[string[], number, RegExp]>([
    [['--help'], 0, /rapport import FILE/],
    [['import', '--help'], 0, /--dry-run/],
    [['impotr', 'x'], 2, /unknown command 'impotr'; did you mean import\?/],
    [['import'], 2, /FILE is missing/],
    [['import', 'a', 'b'], 2, /one argument too many/],
    [['pull', 'x', '--ulr', 'y'], 2, /did you mean --url\?/],
    [['pull', 'x', '--url'], 2, /--url needs a value/],
    [['import', 'no-such-file.csv'], 2, /There is no file no-such-file.csv/],
    [['config', 'print', '--port', '99999999'], 2, /--port must be a number/],
    [['diff', tmpdir()], 2, /was not made by a pull/],
  ])('%s', async (argv, code, words) => {
    const answer = await rapport(...argv)
    expect([answer.code, answer.printed + answer.noted]).toEqual([code, expect.stringMatching(words)])
  })

  test('masks secrets when it prints the settings', async () => {
    let printed = ''
    const out: Output = { json: true, colour: false, live: false, print: (text) => void (printed += text), note: () => {}, redraw: () => {} }
    await run(['config', 'print'], { RAPPORT_API_KEY: 'very-secret', RAPPORT_SMTP_URL: 'smtp://ann:hunter2@mail.example:587' }, out)
    expect(printed).not.toMatch(/very-secret|hunter2/)
    expect(JSON.parse(printed)).toMatchObject({ port: 8800, smtpUrl: 'smtp://ann:…@mail.example:587' })
  })

  test('says what to do when no server answers', async () => {
    const answer = await rapport('pull', 'x', '--url', 'http://127.0.0.1:9')
    expect([answer.code, answer.noted]).toEqual([1, expect.stringMatching(/does not answer.*\n.*rapport dev/)])
  })

  test('lines up columns that contain Chinese', () => expect(table([['茶', 'x'], ['tea', 'y']])).toBe('茶   x\ntea  y'))
})

describe('definitions as files', () => {
  test('are pulled one file each, show a reviewable difference, and are pushed with a check of the version', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'rapport-'))
    expect((await rapport('pull', dir)).code).toBe(0)
    expect(readdirSync(dir).sort()).toEqual(expect.arrayContaining(['offers', 'rapport.yml', 'segments', 'sending.yml']))
    expect(readFileSync(join(dir, 'offers/tea.yml'), 'utf8')).toMatch(/^id: tea\nname: Tea\n/)
    expect(await rapport('diff', dir)).toMatchObject({ code: 0, printed: 'No differences.\n' })
    expect((await rapport('pull', dir)).printed).toContain('0 files written, 0 removed')

    const file = join(dir, 'offers/tea.yml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('value: 10', 'value: 12'))
    const shown = await rapport('diff', dir)
    expect([shown.code, shown.printed]).toEqual([1, expect.stringMatching(/offers\/tea\.yml\n[\s\S]*- value: 10\n\+ value: 12/)])
    const { version } = shop.app.workspace()
    expect((await rapport('push', dir, '--dry-run')).printed).toContain('~ offers/tea\n1 would change')
    expect(shop.app.workspace().version).toBe(version)
    expect(await rapport('push', dir)).toMatchObject({ code: 0, printed: expect.stringContaining(`version ${version + 1}`) })
    expect(await rapport('diff', dir)).toMatchObject({ code: 0 })

    await shop.ask('PUT', '/v1/placements/side', { name: 'Side', channel: 'inapp' })
    const late = await rapport('push', dir)
    expect([late.code, late.noted]).toEqual([1, expect.stringMatching(/Somebody else changed.*\n.*rapport pull/)])
    await rapport('pull', dir)
    rmSync(join(dir, 'placements/side.yml'))
    expect((await rapport('push', dir, '--json')).printed).toContain('"changes":[{"kind":"placements","id":"side","is":"removed"}]')
  })

  test('that are wrong are named with their file', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'rapport-'))
    await rapport('pull', dir)
    writeFileSync(join(dir, 'offers/tea.yml'), 'id: coffee\nname: Coffee\nvalue: 1\n')
    expect((await rapport('push', dir)).noted).toMatch(/offers\/tea\.yml: says id 'coffee'/)
    writeFileSync(join(dir, 'offers/tea.yml'), 'id: [tea\n')
    expect(await rapport('push', dir)).toMatchObject({ code: 1, noted: expect.stringContaining('offers/tea.yml') })
  })
})

test('a difference shows two equal lines around a change', () => expect(lineDiff('a\nb\nc\nd\ne\nf', 'a\nb\nc\nD\ne\nf')).toEqual(['  b', '  c', '- d', '+ D', '  e', '  f']))
