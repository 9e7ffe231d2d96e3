/** Charts of reports, as data, and drawn as SVG that stands on light and dark ground: ink takes the colour of the text around it. */
import * as echarts from 'echarts/core'
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'

echarts.use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer])

/** A figure with the interval around it. */
export interface Ranged {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/** An axis: its name, and whether its figures are shares of 1 to be shown in percent. */
export interface Axis {
  readonly name: string
  readonly percent?: boolean
}

/** A line over all places of the axis; `low` and `high` draw a band around it. null: nothing there. */
export interface Line {
  readonly name: string
  readonly values: readonly (number | null)[]
  readonly low?: readonly number[]
  readonly high?: readonly number[]
  readonly dashed?: boolean
}

/** A point; its size may grow with `size` (0..1). */
export interface Point {
  readonly x: number
  readonly y: number
  readonly size?: number
  readonly label?: string
}

/** What can be drawn. */
export type Chart =
  /** Lines over numbers or names. */
  | { readonly is: 'lines'; readonly x: Axis; readonly y: Axis; readonly at: readonly (number | string)[]; readonly lines: readonly Line[] }
  /** Bars, lying down where names are long; with `ranges` whiskers. */
  | {
    readonly is: 'bars'
    readonly names: readonly string[]
    readonly value: Axis
    readonly bars: readonly { readonly name: string; readonly values: readonly number[] }[]
    readonly lying?: boolean
    readonly ranges?: readonly Ranged[]
  }
  /** Points in groups. */
  | { readonly is: 'points'; readonly x: Axis; readonly y: Axis; readonly groups: readonly { readonly name: string; readonly points: readonly Point[] }[] }
  /** What was foretold against what happened: chances from 0 to 1, or amounts with `amounts`. */
  | { readonly is: 'calibration'; readonly points: readonly ({ readonly foretold: number } & Ranged)[]; readonly amounts?: boolean }
  /** Figures with their intervals one below the other, and a line where nothing would be different. */
  | { readonly is: 'intervals'; readonly value: Axis; readonly rows: readonly ({ readonly name: string } & Ranged)[]; readonly nothing?: number }

/** Colours that can be told apart, by everybody and in print, on white and on black. */
export const PALETTE: readonly string[] = ['#3b7dd8', '#d9822b', '#2a9d74', '#9467c9', '#d1495b', '#7f8791', '#1fa3b5', '#b08900']

/** Stand-ins that become the colour of the text, full and faint, once the drawing is done. */
const INK = '#010203'
const FAINT = '#010204'
const WIDTH = 720
const HEIGHT = 320
const ROW_HEIGHT = 26

type Option = Parameters<ReturnType<typeof echarts.init>['setOption']>[0]

/** Draws a chart. `id` keeps the names inside the drawing apart from those of other charts on the page. */
export function drawn(chart: Chart, id: string): string {
  const rows = chart.is === 'intervals' ? chart.rows.length : chart.is === 'bars' && chart.lying === true ? chart.names.length * Math.max(1, chart.bars.length * 0.8) : 0
  const height = rows > 0 ? Math.round(90 + rows * ROW_HEIGHT) : chart.is === 'calibration' ? 400 : HEIGHT
  const board = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height })
  board.setOption({ animation: false, color: [...PALETTE], textStyle: { color: INK, fontFamily: 'inherit' }, ...optionOf(chart) } as Option)
  const svg = board.renderToSVGString()
  board.dispose()
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/(["(#])zr\d+-/g, `$1${id}-`)
    .replace(/font-family:[^;"]*;?/g, '')
    .replaceAll(`fill="${INK}"`, 'fill="currentColor"')
    .replaceAll(`stroke="${INK}"`, 'stroke="currentColor"')
    .replaceAll(`stroke="${FAINT}"`, 'stroke="currentColor" stroke-opacity="0.15"')
    .replace(/<svg width="\d+" height="\d+"/, '<svg role="img"')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/>\s+</g, '><')
}

function optionOf(chart: Chart): object {
  if (chart.is === 'lines') return linesOption(chart)
  if (chart.is === 'bars') return barsOption(chart)
  if (chart.is === 'points') return pointsOption(chart)
  return chart.is === 'calibration' ? calibrationOption(chart) : intervalsOption(chart)
}

/** Axes share a look; `outerBounds` leaves room for whatever stands at them. */
function frame(legend: readonly string[]): object {
  const shown = legend.length > 1
  return {
    grid: { left: 24, right: 32, top: shown ? 48 : 32, bottom: 24, outerBoundsMode: 'same', outerBoundsContain: 'all' },
    ...(shown ? { legend: { data: [...legend], top: 4, textStyle: { color: INK }, itemGap: 18 } } : {}),
  }
}

function axis({ name, percent }: Axis, is: 'value' | 'category', more: object = {}): object {
  return {
    type: is, name, nameLocation: 'middle', nameGap: 34, nameTextStyle: { color: INK },
    axisLabel: { color: INK, ...(is === 'value' ? { formatter: (value: number) => (percent ? percentText(value) : numberText(value)) } : { hideOverlap: true }) },
    axisLine: { show: is === 'category', lineStyle: { color: INK } },
    axisTick: { show: false },
    splitLine: { show: is === 'value', lineStyle: { color: FAINT } },
    ...more,
  }
}

function linesOption({ x, y, at, lines }: Extract<Chart, { is: 'lines' }>): object {
  const named = at.some((place) => typeof place === 'string')
  const points = (values: readonly (number | null)[]): unknown[] => (named ? [...values] : values.map((value, i) => [at[i], value]))
  const series = lines.flatMap(({ name, values, low, high, dashed }, i) => {
    const colour = PALETTE[i % PALETTE.length]
    const line = {
      name,
      type: 'line',
      data: points(values),
      symbol: at.length > 40 ? 'none' : 'circle',
      symbolSize: 5,
      itemStyle: { color: colour },
      lineStyle: { color: colour, width: 2, ...(dashed === true ? { type: 'dashed' } : {}) },
      z: 3,
    }
    return low && high && !named ? [band(at as readonly number[], low, high, colour as string), line] : [line]
  })
  return {
    ...frame(lines.map(({ name }) => name)),
    xAxis: axis(x, named ? 'category' : 'value', named ? { data: at.map(String) } : { scale: true, splitLine: { show: false } }),
    yAxis: axis(y, 'value', { nameLocation: 'end', nameGap: 10, scale: true, nameTextStyle: { color: INK, align: 'left' } }),
    series,
  }
}

/** A filled area between two lines. */
function band(at: readonly number[], low: readonly number[], high: readonly number[], colour: string): object {
  return {
    type: 'custom', data: [[at[0], low[0]], ...at.map((place, i) => [place, high[i]])], z: 1, silent: true, encode: { x: 0, y: 1 },
    renderItem: (params: { dataIndex: number }, api: { coord(point: readonly number[]): number[] }) => {
      if (params.dataIndex > 0) return null
      const up = at.map((place, i) => api.coord([place, high[i] as number]))
      const down = at.map((place, i) => api.coord([place, low[i] as number])).reverse()
      return { type: 'polygon', shape: { points: [...up, ...down] }, style: { fill: colour, opacity: 0.18 } }
    },
  }
}

function barsOption({ names, value, bars, lying, ranges }: Extract<Chart, { is: 'bars' }>): object {
  const category = axis(
    { name: '' },
    'category',
    { data: lying === true ? [...names].reverse() : [...names], axisLabel: { color: INK, interval: 0, ...(lying === true ? { width: 240, overflow: 'truncate' } : {}) } },
  )
  const amount = axis(value, 'value', lying === true ? {} : { nameLocation: 'end', nameGap: 10, nameTextStyle: { color: INK, align: 'left' } })
  const flip = <Value>(values: readonly Value[]): Value[] => (lying === true ? [...values].reverse() : [...values])
  return {
    ...frame(bars.map(({ name }) => name)),
    xAxis: lying === true ? amount : category,
    yAxis: lying === true ? category : amount,
    series: [
      ...bars.map(({ name, values }) => ({ name, type: 'bar', data: flip(values), barMaxWidth: 34 })),
      ...(ranges && bars.length === 1 ? [whiskers(flip(ranges), lying === true ? 'lying' : 'standing', INK)] : []),
    ],
  }
}

/** Low to high as a thin line with ends, at the place of each category. */
function whiskers(ranges: readonly Ranged[], way: 'lying' | 'standing', colour: string, dot = false): object {
  return {
    type: 'custom', silent: true, z: 5, data: ranges.map(({ estimate, low, high }, i) => (way === 'lying' ? [low, i, high, estimate] : [i, low, high, estimate])),
    encode: way === 'lying' ? { x: [0, 2, 3], y: 1 } : { x: 0, y: [1, 2, 3] },
    renderItem: (params: { dataIndex: number }, api: { coord(point: readonly number[]): number[] }) => {
      const { estimate, low, high } = ranges[params.dataIndex] as Ranged
      const place = (at: number): number[] => api.coord(way === 'lying' ? [at, params.dataIndex] : [params.dataIndex, at])
      return whisker(place(low), place(high), way, colour, dot ? place(estimate) : null)
    },
  }
}

function whisker([x1 = 0, y1 = 0]: readonly number[], [x2 = 0, y2 = 0]: readonly number[], way: 'lying' | 'standing', colour: string, dot: readonly number[] | null): object {
  const line = (ax: number, ay: number, bx: number, by: number): object => ({ type: 'line', shape: { x1: ax, y1: ay, x2: bx, y2: by }, style: { stroke: colour, lineWidth: 1.5 } })
  const [ex, ey] = way === 'lying' ? [0, 4] : [4, 0]
  const ends = [line(x1, y1, x2, y2), line(x1 - ex, y1 - ey, x1 + ex, y1 + ey), line(x2 - ex, y2 - ey, x2 + ex, y2 + ey)]
  return { type: 'group', children: dot ? [...ends, { type: 'circle', shape: { cx: dot[0], cy: dot[1], r: 4.5 }, style: { fill: PALETTE[0] } }] : ends }
}

function pointsOption({ x, y, groups }: Extract<Chart, { is: 'points' }>): object {
  return {
    ...frame(groups.map(({ name }) => name)),
    xAxis: axis(x, 'value', { scale: true }),
    yAxis: axis(y, 'value', { nameLocation: 'end', nameGap: 10, scale: true, nameTextStyle: { color: INK, align: 'left' } }),
    series: groups.map(({ name, points }) => ({
      name, type: 'scatter', itemStyle: { opacity: 0.75 },
      data: points.map(({ x: across, y: up, size, label }) => ({
        value: [across, up], symbolSize: 6 + 24 * Math.sqrt(Math.max(0, size ?? 0)), ...(label === undefined ? {} : { label: {
          show: true,
          formatter: () => label,
          position: 'right',
          color: INK,
        } }),
      })),
    })),
  }
}

function calibrationOption({ points, amounts }: Extract<Chart, { is: 'calibration' }>): object {
  const most = points.reduce((high, point) => Math.max(high, point.foretold, point.high), 0) || 1
  const end = amounts === true ? most : Math.min(1, Math.ceil(most * 20) / 20)
  const percent = amounts !== true
  return {
    ...frame([]),
    xAxis: axis({ name: 'foretold', percent }, 'value', { min: 0, max: end }),
    yAxis: axis({ name: 'happened', percent }, 'value', { min: 0, max: end, nameLocation: 'end', nameGap: 10 }),
    series: [
      { type: 'line', data: [[0, 0], [end, end]], symbol: 'none', lineStyle: { color: INK, type: 'dashed', width: 1, opacity: 0.6 }, silent: true },
      {
        type: 'custom', z: 5, data: points.map(({ foretold, estimate }) => [foretold, estimate]),
        renderItem: (params: { dataIndex: number }, api: { coord(point: readonly number[]): number[] }) => {
          const { foretold, estimate, low, high } = points[params.dataIndex] as Ranged & { foretold: number }
          return whisker(api.coord([foretold, low]), api.coord([foretold, Math.min(high, end)]), 'standing', PALETTE[0] as string, api.coord([foretold, estimate]))
        },
      },
    ],
  }
}

function intervalsOption({ value, rows, nothing }: Extract<Chart, { is: 'intervals' }>): object {
  const shown = [...rows].reverse()
  const low = Math.min(nothing ?? Infinity, ...rows.map((row) => row.low))
  const high = Math.max(nothing ?? -Infinity, ...rows.map((row) => row.high))
  const room = (high - low) * 0.05 || 1
  const mark = nothing === undefined ? [] : [{
    type: 'line',
    data: [[nothing, 0], [nothing, shown.length - 1]],
    symbol: 'none',
    silent: true,
    markLine: { symbol: 'none', label: { show: false }, lineStyle: { color: INK, type: 'dashed', opacity: 0.6 }, data: [{ xAxis: nothing }] },
    lineStyle: { opacity: 0 },
  }]
  return {
    ...frame([]),
    xAxis: axis(value, 'value', { min: low - room, max: high + room }),
    yAxis: axis({ name: '' }, 'category', { data: shown.map(({ name }) => name), axisLabel: { color: INK, interval: 0, width: 240, overflow: 'truncate' } }),
    series: [...mark, whiskers(shown, 'lying', PALETTE[0] as string, true)],
  }
}

function percentText(share: number): string {
  const percent = Math.round(share * 1_000_000) / 10_000
  return `${Math.abs(percent) < 1 && percent !== 0 ? percent.toPrecision(2) : Math.round(percent * 10) / 10} %`
}

function numberText(value: number): string {
  return Math.abs(value) >= 10_000 ? value.toLocaleString('en', { notation: 'compact', maximumFractionDigits: 1 }) : String(Math.round(value * 1e6) / 1e6)
}
