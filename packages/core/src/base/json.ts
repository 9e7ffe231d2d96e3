/** JSON values and the one canonical text of each. */

/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: Json
}

/** True for a plain JSON object: not null, not an array. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The canonical text of a value: object keys sorted, no spaces. Equal values have equal texts, so texts can be hashed and compared. */
export function canonical(value: Json | undefined): string {
  if (value === undefined) return 'null'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const object = value as JsonObject
  const fields = Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort()
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`).join(',')}}`
}

/** The value at a dotted path (`cart.items.0.sku`), or undefined. Own properties only, so `__proto__` leads nowhere. */
export function at(value: Json | undefined, path: string): Json | undefined {
  if (!path.includes('.')) return own(value, path)
  let here = value
  for (const step of path.split('.')) here = own(here, step)
  return here
}

function own(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined
}
