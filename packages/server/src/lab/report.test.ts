import { expect, test } from 'vitest'
import type { Chart } from './charts.ts'
import { reportHtml } from './report.ts'

const evil = `<script>alert('x')</script> & "quoted" \u202e`
const range = { estimate: 0.2, low: 0.1, high: 0.3 }
const CHARTS: readonly Chart[] = [
  {
    is: 'lines',
    x: { name: evil },
    y: { name: 'y', percent: true },
    at: [1, 2, 3],
    lines: [{ name: evil, values: [0.1, null, 0.3], low: [0, 0, 0], high: [1, 1, 1] }, { name: 'other', values: [0, 0, 0], dashed: true }],
  },
  { is: 'bars', names: [evil, '一月'], value: { name: 'y' }, bars: [{ name: 'a', values: [1, 2] }], lying: true, ranges: [range, range] },
  { is: 'points', x: { name: 'x' }, y: { name: 'y' }, groups: [{ name: evil, points: [{ x: 1, y: 2, size: 0.5, label: evil }] }] },
  { is: 'calibration', points: [{ foretold: 0.2, ...range }] },
  { is: 'intervals', value: { name: 'lift', percent: true }, rows: [{ name: evil, ...range }], nothing: 0 },
]

test('a report holds no script, no tag from anybody’s data, and nothing from the network', () => {
  const html = reportHtml({
    title: evil, lead: evil, language: 'zh-Hant',
    sections: [{
      heading: evil,
      parts: [
        { is: 'text', text: evil }, { is: 'note', tone: 'warning', text: evil }, { is: 'list', items: [evil] }, { is: 'figures', figures: [{ name: evil, value: evil, detail: evil }] },
        { is: 'table', head: [evil], rows: [[evil], [1]], right: [0], caption: evil }, ...CHARTS.map((chart) => ({ is: 'chart' as const, caption: evil, chart })),
      ],
    }],
  })
  expect(html).toContain('<html lang="zh-Hant">')
  expect(html.includes('<script')).toBe(false)
  expect(html.includes('\u202e')).toBe(false)
  expect(html).not.toMatch(/(?:src|href)="http/)
  expect(html.match(/<svg/g)).toHaveLength(CHARTS.length)
})

test('drawings take the colour of the text, so that they stand on light and dark ground', () => {
  for (const chart of CHARTS) {
    const html = reportHtml({ title: 't', sections: [{ heading: 'h', parts: [{ is: 'chart', caption: 'c', chart }] }] })
    expect(html).toContain('currentColor')
    expect(html).not.toMatch(/#01020[34]/)
  }
})

test('two drawings on a page do not share names', () => {
  const html = reportHtml({ title: 't', sections: [{ heading: 'h', parts: CHARTS.map((chart) => ({ is: 'chart' as const, caption: 'c', chart })) }] })
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
