import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '@rapport/core/base/random'
import { afterAll, describe, expect, test } from 'vitest'
import { LabProblem } from './problem.ts'
import { runReplay, type LabReplayAsk } from './replay.ts'

const folder = mkdtempSync(join(tmpdir(), 'rapport-replay-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function file(lines: readonly string[]): string {
  const path = join(folder, `log${files++}.csv`)
  writeFileSync(path, lines.join('\n'))
  return path
}

const run = (lines: readonly string[], ask: Omit<LabReplayAsk, 'log'> = {}) => runReplay({ log: file(lines), ...ask }, () => undefined, () => 0)

async function refusal(lines: readonly string[], ask: Omit<LabReplayAsk, 'log'> = {}): Promise<string> {
  const problem = await run(lines, ask).catch((failure: unknown) => failure)
  expect(problem).toBeInstanceOf(LabProblem)
  return `${(problem as LabProblem).message} ${(problem as LabProblem).next}`
}

const HEAD = 'age,action,propensity,reward,target_pA,target_pB'

/** Half the rows each; A works for the young, B for the old; the strategy knows that. */
function good(rows: number, line: (at: { readonly age: number; readonly action: 'A' | 'B'; readonly reward: number }) => string): readonly string[] {
  const random = seeded(11)
  return Array.from({ length: rows }, () => {
    const age = Math.round(20 + 50 * random())
    const action = random() < 0.5 ? 'A' : 'B'
    const fits = age < 45 === (action === 'A')
    return line({ age, action, reward: random() < (fits ? 0.4 : 0.1) ? 1 : 0 })
  })
}

describe('a log with everything', () => {
  test('says how much better the strategy is, and the truth lies in the interval', async () => {
    const found = await run([HEAD, ...good(4000, ({ age, action, reward }) => `${age},${action},0.5,${reward},${age < 45 ? 0.9 : 0.1},${age < 45 ? 0.1 : 0.9}`)])
    expect(found.verdict).toBe('better')
    const { under, lift } = found.findings
    // 0.9 × 0.4 + 0.1 × 0.1 = 0.37 against 0.25
    expect('low' in under && under.low < 0.37 && 0.37 < under.high).toBe(true)
    expect('low' in lift && lift.low < 0.12 && 0.12 < lift.high).toBe(true)
    expect(found.modelFeatures).toEqual(['age'])
    expect(found.warnings).toEqual([expect.stringContaining('Every row is counted as another person')])
  })

  test('gives the same estimates from the chance of the logged action alone, with a wider interval', async () => {
    const rows = ['age,action,propensity,reward,target_probability', ...good(4000, ({ age, action, reward }) => `${age},${action},0.5,${reward},${age < 45 === (action === 'A') ? 0.9 : 0.1}`)]
    const found = await run(rows)
    expect(found.columns.target).toEqual({ is: 'logged', column: 'target_probability' })
    expect(found.verdict).toBe('better')
  })

  test('takes a column of actions for what the strategy would choose, whatever the action column is called', async () => {
    const rows = ['age,offer_id,pscore,click,new', ...good(3000, ({ age, action, reward }) => `${age},${action},0.5,${reward},${age < 45 ? 'A' : 'B'}`)]
    const found = await run(rows, { target: 'new' })
    expect(found.columns).toMatchObject({ action: 'offer_id', propensity: 'pscore', reward: 'click', target: { is: 'choice' } })
    const { under } = found.findings
    expect('low' in under && under.low < 0.4 && 0.4 < under.high).toBe(true)
  })

  test('a person who comes ten times counts once', async () => {
    const rows = good(400, ({ age, action, reward }) => `${age},${action},0.5,${reward},0.8,0.2`)
    const tenfold = ['customer_id,' + HEAD, ...rows.flatMap((row, person) => Array.from({ length: 10 }, () => `c${person},${row}`))]
    const { units, findings } = await run(tenfold)
    expect(units).toBe(400)
    const apart = await run([HEAD, ...rows.flatMap((row) => Array.from({ length: 10 }, () => row))])
    const width = (of: typeof findings.lift) => ('low' in of ? of.high - of.low : 0)
    expect(width(findings.lift)).toBeGreaterThan(2 * width(apart.findings.lift))
  })
})

describe('a strategy that cannot be judged', () => {
  test('wants an action that was never logged: refused by name', async () => {
    const found = await run(['age,action,propensity,reward,target_pA,target_pB,target_pC', ...good(2000, ({ age, action, reward }) => `${age},${action},0.5,${reward},0.3,0.3,0.4`)])
    expect(found.verdict).toBe('refused')
    expect(found.sentence).toContain('C')
    expect(found.unsupported[0]).toMatchObject({ is: 'action', name: 'C', share: expect.closeTo(0.4, 9) })
  })

  test('wants for some people what they never got: the kind of moment is named', async () => {
    const random = seeded(3)
    const rows = Array.from({ length: 3000 }, () => {
      const gold = random() < 0.3
      const action = gold || random() < 0.5 ? 'A' : 'B'
      return `${gold ? 'gold' : 'plain'},${action},${gold ? 1 : 0.5},${random() < 0.2 ? 1 : 0},0.5,0.5`
    })
    const found = await run(['tier,action,propensity,reward,target_pA,target_pB', ...rows])
    expect(found.verdict).toBe('refused')
    expect(found.sentence).toContain('tier = gold')
  })

  test('five rows give no verdict and no interval', async () => {
    const found = await run([HEAD, ...good(5, ({ age, action, reward }) => `${age},${action},0.5,${reward},0.9,0.1`)])
    expect(found.verdict).toBe('no_verdict')
    expect(found.sentence).toContain('not enough data')
    expect(found.findings.lift).toHaveProperty('none')
  })
})

describe('a log with mistakes gets a plain sentence', () => {
  const rows = (propensity: string, reward = '1', target = '0.5') => [HEAD, '30,A,0.5,1,0.5,0.5', `40,B,${propensity},${reward},${target},0.5`]
  test.each([
    ['a chance of zero', rows('0'), /1 of 2 rows .* a chance of 0 in 'propensity' \(first in line 3\).*above zero/],
    ['a negative chance', rows('-0.2'), /negative chance/],
    ['a percentage', rows('50'), /above 1.*divide percentages/],
    ['no chance', rows(''), /no chance in 'propensity'/],
    ['a chance that is a word', rows('often'), /no chance in 'propensity'/],
    ['no reward', rows('0.5', ''), /no number in 'reward'/],
    ['no target', rows('0.5', '1', ''), /other strategy/],
    ['a target above one', [HEAD, '30,A,0.5,1,7,0.5', '30,B,0.5,1,0.5,0.5'], /does not lie between 0 and 1/],
    ['only a header', [HEAD], /has no rows/],
  ])('%s', async (_, lines, sentence) => {
    expect(await refusal(lines)).toMatch(sentence)
  })

  test('a log that does not say what the other strategy would do', async () => {
    expect(await refusal(['action,propensity,reward', 'A,0.5,1', 'B,0.5,0'])).toMatch(/does not say what the other strategy.*uniform/)
  })

  test('columns that nobody can guess, and one that is not there', async () => {
    expect(await refusal(['x1,x2,x3', '1,2,3'])).toMatch(/Which column .* --action COLUMN/)
    expect(await refusal([HEAD, '30,A,0.5,1,0.5,0.5'], { reward: 'sales' })).toMatch(/no column 'sales'/)
  })
})
