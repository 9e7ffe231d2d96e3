/** How much of an entry event a run remembers for its templates. */
import type { Json, JsonObject } from '../base/json.ts'

/** Bytes of JSON (UTF-8) that a run may remember. */
export const DATA_BYTES_MAX = 4_096

/** The properties when their JSON fits into DATA_BYTES_MAX; else those fields, in their order, that still fit. */
export function boundedData(properties: JsonObject): JsonObject {
  if (utf8Bytes(JSON.stringify(properties)) <= DATA_BYTES_MAX) return properties
  const kept: { [name: string]: Json } = {}
  let used = 2
  for (const [name, value] of Object.entries(properties)) {
    const size = utf8Bytes(JSON.stringify(name)) + utf8Bytes(JSON.stringify(value)) + 2
    if (used + size > DATA_BYTES_MAX) continue
    used += size
    Object.defineProperty(kept, name, { value, enumerable: true })
  }
  return kept
}

function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7ff) bytes += code >= 0xd800 && code <= 0xdfff ? 1 : 2
    else if (code > 0x7f) bytes += 1
  }
  return bytes
}
