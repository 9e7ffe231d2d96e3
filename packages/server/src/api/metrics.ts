/** Request figures of this process, and Prometheus text. */

/** Counts of answers by route. */
export interface Metrics {
  observe(route: string, status: number, ms: number): void
  /** Prometheus lines for the requests seen so far. */
  lines(): readonly string[]
}

const BOUNDS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000] as const
const MOST_ROUTES = 500

/** An empty set of figures. */
export function createMetrics(): Metrics {
  const routes = new Map<string, { n: number; sumMs: number; readonly below: number[]; readonly statuses: Map<number, number> }>()
  return {
    observe(route, status, ms) {
      let figures = routes.get(route)
      if (!figures) {
        if (routes.size >= MOST_ROUTES) return
        figures = { n: 0, sumMs: 0, below: BOUNDS_MS.map(() => 0), statuses: new Map() }
        routes.set(route, figures)
      }
      figures.n++
      figures.sumMs += ms
      figures.statuses.set(status, (figures.statuses.get(status) ?? 0) + 1)
      const bucket = BOUNDS_MS.findIndex((bound) => ms <= bound)
      if (bucket >= 0) figures.below[bucket] = (figures.below[bucket] ?? 0) + 1
    },
    lines() {
      const lines = ['# TYPE rapport_http_requests_total counter']
      for (const [route, { statuses }] of routes) {
        for (const [status, n] of statuses) lines.push(sample('rapport_http_requests_total', { route, status: String(status) }, n))
      }
      lines.push('# TYPE rapport_http_request_seconds histogram')
      for (const [route, { n, sumMs, below }] of routes) {
        let sofar = 0
        BOUNDS_MS.forEach((bound, i) => {
          sofar += below[i] ?? 0
          lines.push(sample('rapport_http_request_seconds_bucket', { route, le: String(bound / 1_000) }, sofar))
        })
        lines.push(sample('rapport_http_request_seconds_bucket', { route, le: '+Inf' }, n))
        lines.push(sample('rapport_http_request_seconds_sum', { route }, sumMs / 1_000), sample('rapport_http_request_seconds_count', { route }, n))
      }
      return lines
    },
  }
}

/** One sample: `name{label="value"} number`. */
export function sample(name: string, labels: { readonly [name: string]: string }, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`)
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`
}
