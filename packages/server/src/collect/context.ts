/** What is kept of where and how a message came about. Everything else in a sender's context is its own bookkeeping. */
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import type { PhoneHints } from '@rapport/core/clean/phone'

const KEPT = [
  'campaign',
  'page',
  'timezone',
  'locale',
  'userAgent',
  'userAgentData',
  'ip',
  'sessionId',
  'sessionStart',
  'sharedDevice',
  'device',
  'os',
  'app',
  'screen',
  'network',
  'location',
  'referrer',
  'library',
  'groupId',
  'clientIds',
  'consent',
  'globalPrivacyControl',
  'gpc',
  'OnetrustActiveGroups',
  'repair',
] as const

/** The kept part of a context, without empty values. `$direct`, two SDKs' word for "no referrer", becomes ''. */
export function kept(context: JsonObject): { [name: string]: Json } {
  const result: { [name: string]: Json } = {}
  for (const name of KEPT) {
    const value = context[name]
    if (!isEmpty(value)) result[name] = name === 'page' && isJsonObject(value) ? page(value) : (value as Json)
  }
  return result
}

/** The page with '' instead of `$direct`. */
export function page(fields: JsonObject): JsonObject {
  return fields['referrer'] === '$direct' ? { ...fields, referrer: '' } : fields
}

/** True for what says nothing: absent, null, '', {} and []. */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

/** What a context says about a person's country. */
export function hintsOf(context: JsonObject, country: string | undefined): PhoneHints {
  const { timezone, locale } = context
  return {
    ...(country === undefined ? {} : { country }),
    ...(typeof timezone === 'string' ? { timezone } : {}),
    ...(typeof locale === 'string' ? { locale } : {}),
  }
}

/** An object as it is, anything else as {}. */
export function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
