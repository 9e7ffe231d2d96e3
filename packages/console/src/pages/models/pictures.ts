/** What the pictures of a model draw. */
import type { ChartColours } from '../../components/chart.tsx'
import type { ModelCard } from '../../api/types.ts'

type Measured = ModelCard['base']
type Api = { value: (at: number) => number; coord: (point: readonly number[]) => readonly number[] }

/** A range as an upright line; `data` is [position, low, high]. */
function ranges(data: readonly (readonly number[])[], colour: string) {
  return {
    type: 'custom',
    silent: true,
    z: 5,
    data,
    renderItem: (_: unknown, api: Api) => {
      const [x = 0, y1 = 0] = api.coord([api.value(0), api.value(1)])
      const [, y2 = 0] = api.coord([api.value(0), api.value(2)])
      return { type: 'line', shape: { x1: x, y1, x2: x, y2 }, style: { stroke: colour, lineWidth: 2 } }
    },
  }
}

/** Bars with their ranges, and what was foretold as a mark on each. */
export function rangedBars(
  bars: readonly { readonly name: string; readonly of: Measured; readonly mark: number }[],
  colours: ChartColours,
  show: (value: number) => string,
  words: { readonly bar: string; readonly mark: string },
) {
  return {
    grid: { left: 8, right: 8, top: 30, bottom: 8, containLabel: true },
    legend: { top: 0, data: [words.bar, words.mark], textStyle: { color: colours.quiet } },
    xAxis: { type: 'category', data: bars.map(({ name }) => name), axisLabel: { color: colours.quiet } },
    yAxis: { type: 'value', axisLabel: { color: colours.quiet, formatter: show }, splitLine: { lineStyle: { color: colours.line } } },
    series: [
      { name: words.bar, type: 'bar', itemStyle: { color: colours.accent, opacity: 0.75 }, data: bars.map(({ of }) => ('none' in of ? null : of.estimate)) },
      ranges(bars.flatMap(({ of }, at) => ('none' in of ? [] : [[at, of.low, of.high]])), colours.ink),
      { name: words.mark, type: 'scatter', symbol: 'diamond', symbolSize: 9, z: 6, itemStyle: { color: colours.warm }, data: bars.map(({ mark }) => mark) },
    ],
  }
}

/** Foretold against observed; on the slanting line both are equal. */
export function reliability(bins: ModelCard['calibration'], colours: ChartColours, show: (value: number) => string) {
  const most = Math.max(...bins.map((one) => Math.max(one.predicted, 'none' in one.observed ? 0 : one.observed.high)), 1e-6)
  const axis = { type: 'value', min: 0, max: most, axisLabel: { color: colours.quiet, formatter: show }, splitLine: { lineStyle: { color: colours.line } } }
  return {
    grid: { left: 8, right: 16, top: 12, bottom: 8, containLabel: true },
    xAxis: axis,
    yAxis: axis,
    series: [
      { type: 'line', silent: true, showSymbol: false, lineStyle: { color: colours.quiet, type: 'dashed' }, data: [[0, 0], [most, most]] },
      ranges(bins.flatMap((one) => ('none' in one.observed ? [] : [[one.predicted, one.observed.low, one.observed.high]])), colours.ink),
      { type: 'scatter', symbolSize: 9, itemStyle: { color: colours.accent }, data: bins.flatMap((one) => ('none' in one.observed ? [] : [[one.predicted, one.observed.estimate]])) },
    ],
  }
}
