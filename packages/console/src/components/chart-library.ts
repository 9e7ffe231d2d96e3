/** The drawing library, only the parts that are used, in a chunk of its own. */
import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use as register } from 'echarts/core'
import type { EChartsCoreOption } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

register([BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer])

/** Draws into an element and keeps it right when the size or the theme changes. Answers how to stop. */
export function draw(element: HTMLElement, option: () => EChartsCoreOption): () => void {
  const chart = init(element, null, { renderer: 'svg' })
  const show = () => chart.setOption({ animation: false, textStyle: { fontFamily: getComputedStyle(element).fontFamily }, ...option() }, true)
  show()
  const size = new ResizeObserver(() => chart.resize())
  size.observe(element)
  const theme = new MutationObserver(show)
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => {
    size.disconnect()
    theme.disconnect()
    chart.dispose()
  }
}
