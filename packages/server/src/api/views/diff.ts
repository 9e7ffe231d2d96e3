/** What differs between two configurations, definition by definition. */
import { canonical, type Json } from '@rapport/core/base/json'
import type { Definitions } from '@rapport/core/engine/workspace'

/** One definition that differs. */
export interface Difference {
  readonly kind: string
  readonly id: string
  readonly is: 'added' | 'changed' | 'removed'
  readonly before?: Json
  readonly after?: Json
}

/** Differences by kind, then id. The order of lists does not count. */
export function differences(before: Definitions, after: Definitions): Difference[] {
  return (Object.keys({ ...before, ...after }) as (keyof Definitions)[]).flatMap((kind) => {
    const old = byId(kind, before[kind] as unknown as Json)
    const fresh = byId(kind, after[kind] as unknown as Json)
    const ids = [...new Set([...old.keys(), ...fresh.keys()])].sort()
    return ids.flatMap((id): Difference[] => {
      const one = old.get(id)
      const other = fresh.get(id)
      if (canonical(one) === canonical(other)) return []
      const is = one === undefined ? 'added' : other === undefined ? 'removed' : 'changed'
      return [{ kind, id, is, ...(one !== undefined && { before: one }), ...(other !== undefined && { after: other }) }]
    })
  })
}

function byId(kind: string, value: Json | undefined): ReadonlyMap<string, Json> {
  if (!Array.isArray(value)) return value === undefined ? new Map() : new Map([[kind, value]])
  return new Map((value as readonly { readonly [name: string]: Json }[]).map((one) => [String(one['id'] ?? one['trait']), one]))
}
