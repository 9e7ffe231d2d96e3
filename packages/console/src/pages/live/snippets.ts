/** How to send the first event, per SDK, with this server's address filled in. */

/** A way to send events. */
export interface Snippet {
  readonly id: string
  readonly name: string
  readonly code: (host: string, key: string) => string
}

/** The ways, best known first. `key` is a write key. */
export const SNIPPETS: readonly Snippet[] = [
  {
    id: 'curl',
    name: 'curl',
    code: (host, key) => `curl ${host}/v1/track \\
  -u ${key}: \\
  -H 'content-type: application/json' \\
  -d '{"userId":"u1","event":"Order Completed","properties":{"total":1280,"currency":"TWD"}}'`,
  },
  {
    id: 'segment',
    name: 'Segment',
    code: (host, key) => `import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load(
  { writeKey: '${key}', cdnURL: '${host}' },
  { integrations: { 'Segment.io': { apiHost: '${host.replace(/^https?:\/\//, '')}/v1', protocol: '${host.startsWith('https') ? 'https' : 'http'}' } } },
)
analytics.identify('u1', { name: '陳怡君', email: 'yijun@example.com' })
analytics.track('Order Completed', { total: 1280, currency: 'TWD' })`,
  },
  {
    id: 'rudderstack',
    name: 'RudderStack',
    code: (host, key) => `import { RudderAnalytics } from '@rudderstack/analytics-js'

const analytics = new RudderAnalytics()
analytics.load('${key}', '${host}', { configUrl: '${host}' })
analytics.identify('u1', { name: '陳怡君' })
analytics.track('Order Completed', { total: 1280, currency: 'TWD' })`,
  },
  {
    id: 'posthog',
    name: 'PostHog',
    code: (host, key) => `import posthog from 'posthog-js'

posthog.init('${key}', { api_host: '${host}', advanced_disable_flags: true })
posthog.identify('u1', { name: '陳怡君' })
posthog.capture('Order Completed', { total: 1280, currency: 'TWD' })`,
  },
  {
    id: 'jitsu',
    name: 'Jitsu',
    code: (host, key) => `import { jitsuAnalytics } from '@jitsu/js'

const analytics = jitsuAnalytics({ host: '${host}', writeKey: '${key}' })
analytics.identify('u1', { name: '陳怡君' })
analytics.track('Order Completed', { total: 1280, currency: 'TWD' })`,
  },
]

/** A command that sends this JSON again as a plain event. */
export function eventCurl(host: string, event: unknown): string {
  const body = JSON.stringify(event, null, 2).replaceAll("'", String.raw`'\''`)
  return `curl -X POST ${host}/v1/events \\
  -H 'authorization: Bearer WRITE_KEY' \\
  -H 'content-type: application/json' \\
  -d '${body}'`
}
