/** What a webhook is told of a person: the columns of its mapping, or the golden record without what changes with every visit. */
import type { JsonObject } from '@rapport/core/base/json'
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import { planOf } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import type { App } from '../runtime/app.ts'
import { columnsOf, usualColumns } from './columns.ts'
import { rowReader } from './table.ts'

/** Columns that a page view changes: without a mapping they would make every visit a change of the record. */
const RESTLESS: ReadonlySet<string> = new Set(['events', 'last_seen'])

/** Reads people for a destination, by the definitions of the moment. */
export function recordReader(app: App, definition: DestinationDefinition): (state: ProfileState) => JsonObject {
  let version = -1
  let read: (state: ProfileState) => JsonObject = () => ({})
  return (state) => {
    const workspace = app.workspace()
    if (workspace.version !== version) {
      version = workspace.version
      const plan = planOf(workspace)
      if (definition.map) {
        const row = rowReader({ ...definition, key: 'rapport_id', map: { ...definition.map, rapport_id: 'id' } }, plan)
        read = (one) => {
          const { rapport_id: _, ...record } = row(one, app.now())?.row ?? {}
          return record
        }
      } else {
        const usual = usualColumns(plan, new Map()).filter((id) => !RESTLESS.has(id))
        read = (one) => {
          const found = columnsOf([...usual, ...Object.keys(one.traits).sort().map((name) => `trait:${name}`)], plan, new Map())
          if (found.is === 'unknown') return { id: one.id }
          const entries = found.columns.map((column) => [column.name, column.read(one, app.now())] as const)
          return Object.fromEntries(entries.filter(([, value]) => value !== null))
        }
      }
    }
    return read(state)
  }
}
