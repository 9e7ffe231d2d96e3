/** PostHog puts everything into `properties`, its own with a leading $: this file sorts them into context, campaign and the customer's own. */
import type { Json, JsonObject } from '@rapport/core/base/json'
import { isEmpty } from './context.ts'

const CLICK_IDS: ReadonlySet<string> = new Set(
  'gclid gclsrc gad_source dclid gbraid wbraid fbclid msclkid twclid li_fat_id mc_cid igshid ttclid rdt_cid epik qclid sccid oppref bfcid irclid _kx'.split(
    ' ',
  ),
)
const UTM: { readonly [name: string]: string } = { utm_source: 'source', utm_medium: 'medium', utm_campaign: 'name', utm_content: 'content', utm_term: 'term' }
const PLUMBING: ReadonlySet<string> = new Set(['token', 'distinct_id'])

/** The customer's own properties: without $ names, plumbing, and what belongs to the campaign. */
export function ownProperties(properties: JsonObject): { [name: string]: Json } {
  const own: { [name: string]: Json } = {}
  for (const name of Object.keys(properties)) {
    if (name.startsWith('$') || PLUMBING.has(name) || Object.hasOwn(UTM, name) || CLICK_IDS.has(name)) continue
    own[name] = properties[name] as Json
  }
  return own
}

/** Traits without the ones that the browser SDK adds by itself to every first event. */
export function ownTraits(traits: JsonObject): JsonObject {
  return ownProperties(traits)
}

/** The page in Segment's words. */
export function pageOf(properties: JsonObject): JsonObject {
  const url = properties['$current_url']
  const query = typeof url === 'string' ? /\?[^#]*/.exec(url)?.[0] : undefined
  const referrer = properties['$referrer'] === '$direct' ? '' : properties['$referrer']
  return present({ url, path: properties['$pathname'], title: properties['title'] ?? properties['$title'], search: query, referrer })
}

/** The context in Segment's words. */
export function contextOf(properties: JsonObject): { [name: string]: Json } {
  const campaign: { [name: string]: Json | undefined } = {}
  for (const name of Object.keys(properties)) {
    if (Object.hasOwn(UTM, name)) campaign[UTM[name] as string] = properties[name]
    else if (CLICK_IDS.has(name)) campaign[name] = properties[name]
  }
  const context: { [name: string]: Json | undefined } = {
    page: pageOf(properties),
    campaign: present(campaign),
    timezone: properties['$timezone'],
    locale: properties['$browser_language'] ?? properties['$locale'],
    userAgent: properties['$raw_user_agent'],
    ip: properties['$ip'],
    sessionId: properties['$session_id'],
    device: present({
      id: properties['$device_id'],
      type: properties['$device_type'],
      manufacturer: properties['$device_manufacturer'],
      model: properties['$device_model'],
    }),
    os: present({ name: properties['$os'] ?? properties['$os_name'], version: properties['$os_version'] }),
    app: present({
      name: properties['$app_name'],
      version: properties['$app_version'],
      build: properties['$app_build'],
      namespace: properties['$app_namespace'],
    }),
    library: present({ name: properties['$lib'], version: properties['$lib_version'] }),
    groups: properties['$groups'],
    repair: properties['$repair'] === false ? false : undefined,
  }
  return present(context)
}

/** Without null and empty objects; '' stays. */
function present(fields: { readonly [name: string]: Json | undefined }): { [name: string]: Json } {
  const result: { [name: string]: Json } = {}
  for (const name of Object.keys(fields)) {
    const value = fields[name]
    if (value === '' || !isEmpty(value)) result[name] = value as Json
  }
  return result
}

const NOISE = new RegExp(
  '^\\$(lib|sdk|session|initial|browser|os|device|screen|viewport|raw_user_agent|timezone|host|current_url|pathname|insert_id|time$|config|window_id|' +
    'recording|is_|process_person|geoip|groups|user_id|anon_distinct_id|referr|feature|active_feature|pageview_id|initialization|set|ip$|app_|locale)',
)

/** For PostHog's own events ($pageleave, $autocapture, $exception…): their $ properties that are neither context nor plumbing, without the $. */
export function builtInProperties(properties: JsonObject): { [name: string]: Json } {
  const own = ownProperties(properties)
  for (const name of Object.keys(properties)) {
    if (name.startsWith('$') && !NOISE.test(name) && !isEmpty(properties[name])) own[name.slice(1)] = properties[name] as Json
  }
  return own
}
