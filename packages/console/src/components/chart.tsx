/** A picture of figures. The library is loaded with the first picture; whoever cannot see reads the same figures in a table. */
import { useEffect, useRef, useState } from 'react'
import type { EChartsCoreOption } from 'echarts/core'
import { useFormat } from '../i18n/use-format.ts'

/** The rows behind a picture: heads and cells, for the table. */
export interface ChartTable {
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The colours of the page, for what the library draws. */
export interface ChartColours {
  readonly ink: string
  readonly quiet: string
  readonly line: string
  readonly accent: string
  readonly warm: string
  readonly good: string
  readonly bad: string
  readonly soft: string
}

/** Draws `option` for the colours of the page. `label` says in one sentence what is shown. */
export function Chart({ label, option, table, height = 280 }: {
  readonly label: string
  readonly option: (colours: ChartColours) => EChartsCoreOption
  readonly table: ChartTable
  readonly height?: number
}) {
  const { t } = useFormat()
  const place = useRef<HTMLDivElement>(null)
  const [asTable, setAsTable] = useState(false)
  useEffect(() => {
    const element = place.current
    if (!element || asTable) return
    let gone = false
    let stop = () => {}
    void import('./chart-library.ts').then(({ draw }) => {
      if (!gone) stop = draw(element, () => option(coloursOf(element)))
    })
    return () => {
      gone = true
      stop()
    }
  }, [option, asTable])
  return (
    <figure>
      {asTable ? (
        <div className="overflow-x-auto" style={{ maxHeight: height }} tabIndex={0} role="region" aria-label={label}>
          <table className="w-full text-sm">
            <thead><tr>{table.heads.map((head, at) => <th key={head} scope="col" className={`px-2 py-1 font-medium text-ink-3 ${at === 0 ? 'text-left' : 'text-right'}`}>{head}</th>)}</tr></thead>
            <tbody>
              {table.rows.map((row) => (
                <tr key={row[0]} className="border-t border-line">
                  {row.map((cell, at) => <td key={table.heads[at] ?? at} className={`tabular px-2 py-1 ${at === 0 ? 'text-left' : 'text-right'}`}>{cell}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div ref={place} role="img" aria-label={label} style={{ height }} />
      )}
      <figcaption className="mt-1 text-right">
        <button type="button" className="text-xs text-ink-3 underline hover:text-ink" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>{t(asTable ? 'chart.picture' : 'chart.table')}</button>
      </figcaption>
    </figure>
  )
}

function coloursOf(element: Element): ChartColours {
  const style = getComputedStyle(element)
  const of = (name: string) => style.getPropertyValue(name).trim()
  return { ink: of('--ink-2'), quiet: of('--ink-3'), line: of('--line'), accent: of('--accent'), warm: of('--warm'), good: of('--good'), bad: of('--bad'), soft: of('--accent-soft') }
}
