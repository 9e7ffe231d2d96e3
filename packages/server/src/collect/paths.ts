/** Which collector route a path means: the families of ecosystem.md 1.1, under any first-party prefix, with stray and doubled slashes. */
import type { SegmentKind } from './segment.ts'

/** What a path asks for. `prefix` is what stood before it (`/e3kq`), '' for none; answers that name an address repeat it. */
export type CollectRoute = { readonly prefix: string; readonly path: string } & Target

type Target =
  | { readonly is: 'segment'; readonly kind: SegmentKind | 'batch' }
  | { readonly is: 'posthog' }
  | { readonly is: 'jitsu'; readonly kind: string; readonly server: boolean }
  | { readonly is: 'plain' }
  /** Taken and thrown away: telemetry of SDKs, session recordings. */
  | { readonly is: 'swallow'; readonly dialect: 'segment' | 'posthog' }
  | { readonly is: 'segment_settings'; readonly key: string }
  | { readonly is: 'segment_script'; readonly key: string; readonly file: string }
  | { readonly is: 'rudder_config' }
  | { readonly is: 'posthog_flags'; readonly old: boolean }
  | { readonly is: 'posthog_definitions' }
  | { readonly is: 'posthog_config'; readonly key: string; readonly script: boolean }
  | { readonly is: 'posthog_static' }

const KIND: { readonly [step: string]: SegmentKind | 'batch' } = {
  batch: 'batch',
  import: 'batch',
  b: 'batch',
  t: 'track',
  track: 'track',
  p: 'page',
  page: 'page',
  i: 'identify',
  identify: 'identify',
  g: 'group',
  group: 'group',
  a: 'alias',
  alias: 'alias',
  s: 'screen',
  screen: 'screen',
}
const SHORT: ReadonlySet<string> = new Set(['b', 't', 'p', 'i', 'g', 'a', 's'])
/** First steps that belong to the rest of the product: never read as a first-party prefix. */
const OURS: ReadonlySet<string> = new Set(['v1', 'api', 'c', 'u', 'assets', 'ofrep', 'static', 'console', 'scim', 'auth', 'mcp'])
const MOST_PREFIX_STEPS = 3

/** The route of a path (without query), or null when it is none of the collector's. */
export function route(path: string): CollectRoute | null {
  const steps = path.split('/').filter((step) => step !== '')
  const whole = target(steps)
  if (whole) return found(whole, [], steps)
  // An SDK that was given the full endpoint as its base appends its own path again.
  if (steps.length === 4 && steps[0] === 'v1' && steps[2] === 'v1' && Object.hasOwn(KIND, steps[1] as string)) return again(steps, 2)
  if (steps[0] === undefined || OURS.has(steps[0])) return null
  for (let cut = 1; cut <= MOST_PREFIX_STEPS && cut < steps.length; cut++) {
    const rest = steps.slice(cut)
    if (!steps.slice(0, cut).every((step) => /^\w[\w.~-]{0,63}$/.test(step))) return null
    const inner = target(rest)
    if (inner) return found(inner, steps.slice(0, cut), rest)
  }
  return null
}

/** The URL that the router knows: a collector address without prefix and stray slashes, any other as it was. For Fastify's `rewriteUrl`. */
export function rewriteCollect(url: string): string {
  const mark = url.search(/[?#]/)
  const path = mark < 0 ? url : url.slice(0, mark)
  const known = route(path)
  return known ? known.path + (mark < 0 ? '' : url.slice(mark)) : url
}

function again(steps: readonly string[], from: number): CollectRoute | null {
  const rest = steps.slice(from)
  const inner = target(rest)
  return inner && found(inner, [], rest)
}

function found(inner: Target, prefix: readonly string[], rest: readonly string[]): CollectRoute {
  return { ...inner, prefix: prefix.map((step) => `/${step}`).join(''), path: `/${rest.join('/')}` }
}

function target(steps: readonly string[]): Target | null {
  const [a = '', b = '', c = '', d = ''] = steps
  switch (steps.length) {
    case 1:
      return single(a)
    case 2:
      if (a === 'v1' && Object.hasOwn(KIND, b)) return { is: 'segment', kind: KIND[b] as SegmentKind | 'batch' }
      if (a === 'v1' && b === 'm') return { is: 'swallow', dialect: 'segment' }
      if (a === 'v1' && b === 'events') return { is: 'plain' }
      if (a === 'flags' && b === 'definitions') return { is: 'posthog_definitions' }
      return a === 'static' ? { is: 'posthog_static' } : null
    case 3:
      if (a === 'i' && b === 'v0' && c === 'e') return { is: 'posthog' }
      if (a === 'beacon' && b === 'v1' && c === 'batch') return { is: 'segment', kind: 'batch' }
      if (a === 'projects' && c === 'settings') return { is: 'segment_settings', key: b }
      if (a === 'array' && (c === 'config' || c === 'config.js')) return { is: 'posthog_config', key: b, script: c === 'config.js' }
      if (a === 'api' && b === 's') return { is: 'jitsu', kind: c, server: false }
      return a === 'static' ? { is: 'posthog_static' } : null
    case 4:
      if (a === 'v1' && b === 'projects' && d === 'settings') return { is: 'segment_settings', key: c }
      if (a === 'analytics.js' && b === 'v1' && d.endsWith('.js')) return { is: 'segment_script', key: c, file: d }
      if (a === 'api' && b === 's' && c === 's2s') return { is: 'jitsu', kind: d, server: true }
      return null
    default:
      return null
  }
}

function single(step: string): Target | null {
  if (step === 'e' || step === 'capture' || step === 'batch' || step === 'engage') return { is: 'posthog' }
  if (SHORT.has(step)) return step === 's' ? { is: 'segment', kind: 'screen' } : { is: 'segment', kind: KIND[step] as SegmentKind | 'batch' }
  if (step === 'm') return { is: 'swallow', dialect: 'segment' }
  if (step === 'sourceConfig') return { is: 'rudder_config' }
  if (step === 'flags') return { is: 'posthog_flags', old: false }
  return step === 'decide' ? { is: 'posthog_flags', old: true } : null
}

/** The routes as the router writes them. */
export const COLLECT_PATHS: readonly string[] = [
  ...Object.keys(KIND).map((step) => `/v1/${step}`),
  ...[...SHORT].map((step) => `/${step}`),
  '/m',
  '/v1/m',
  '/v1/events',
  '/beacon/v1/batch',
  '/batch',
  '/e',
  '/capture',
  '/engage',
  '/i/v0/e',
  '/flags',
  '/flags/definitions',
  '/decide',
  '/sourceConfig',
  '/projects/:key/settings',
  '/v1/projects/:key/settings',
  '/analytics.js/v1/:key/:file',
  '/array/:key/config',
  '/array/:key/config.js',
  '/static/:file',
  '/static/:version/:file',
  '/api/s/:kind',
  '/api/s/s2s/:kind',
]
