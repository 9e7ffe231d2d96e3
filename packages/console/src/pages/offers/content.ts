/** An offer's content as the editor shows it: per language, whether it was written per language or once for all. */
import type { Json, JsonObject } from '@rapport/core/base/json'
import { isJsonObject } from '@rapport/core/base/json'

/** The language key of content that was written once for all. */
export const EVERY = ''
const TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/

/** language → fields. Content is per language when every key is a language tag and every value an object. */
export function byLanguage(content: JsonObject | undefined): { readonly [language: string]: JsonObject } {
  if (content === undefined || Object.keys(content).length === 0) return {}
  const entries = Object.entries(content)
  return entries.every(([name, value]) => TAG.test(name) && isJsonObject(value)) ? (content as { readonly [language: string]: JsonObject }) : { [EVERY]: content }
}

/** The content to store. Empty languages are left out; undefined when nothing is left. */
export function fromLanguages(languages: { readonly [language: string]: JsonObject }): JsonObject | undefined {
  const filled = Object.entries(languages).filter(([, fields]) => Object.values(fields).some((value) => value !== ''))
  const plain = filled.find(([language]) => language === EVERY)
  if (plain && filled.length === 1) return withoutEmpty(plain[1])
  const named = filled.filter(([language]) => language !== EVERY).map(([language, fields]) => [language, withoutEmpty(fields)] as const)
  return named.length === 0 ? undefined : Object.fromEntries(named)
}

function withoutEmpty(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== ''))
}
