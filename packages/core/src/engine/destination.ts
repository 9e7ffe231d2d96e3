/** Where facts and golden records go from here: what a destination is, and the check of what somebody wrote about one. */
import { z } from 'zod'
import { checkDefinition, idText, nameText, type Checked, type Problem } from '../content/definition.ts'

/** A system outside that gets changes as they happen (`webhook`), or whose table is kept like ours (`postgres`, `http`). */
export interface DestinationDefinition {
  readonly id: string
  readonly name: string
  readonly kind: 'webhook' | 'http' | 'postgres'
  /** `draft` and `paused` get nothing; a paused webhook goes on where it stopped. A sync by hand works unless it is a draft. */
  readonly state: 'draft' | 'live' | 'paused'
  /** `env:NAME`: the variable of the server's environment that holds the secret (signing secret, token, connection string). Never the secret itself. */
  readonly secretRef?: string
  /** webhook, http: https address. `{key}` in an http address becomes the row's key. */
  readonly url?: string
  /** webhook: what is delivered: event types, `segment_entered`, `segment_left` (also `segment_entered:ID`), `profile_updated`, or `*` for every event. */
  readonly on?: readonly string[]
  /** webhook: how CloudEvents travel. Default structured. */
  readonly mode?: 'structured' | 'binary'
  /** postgres: the table, `schema.table` or `table`; it must exist. */
  readonly table?: string
  /** postgres, http: the column of `map` that names a row. */
  readonly key?: string
  /** Their column → ours (ids as in exports: `trait:city`, `identifier:email`, `consent:marketing`, `segment:vip`, `counter:spent`, `id`, `name`, …). */
  readonly map?: { readonly [column: string]: string }
  /** postgres, http: only members of this segment have a row. */
  readonly segment?: string
  /** Only people who allow this purpose are told of; who withdraws it is deleted there with the next sync. */
  readonly purpose?: string
  readonly channel?: string
  /** postgres: `delete` removes rows, `mark` (default) sets the columns of `marks`. http: DELETE, or a body with `deleted: true`. */
  readonly deletes?: 'mark' | 'delete'
  /** postgres: name of a timestamptz column that is set when a row is deleted by marking. Default `deleted_at`. */
  readonly markColumn?: string
}

const column = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, { error: 'a column is named with up to 63 letters, digits and _, beginning with a letter or _' })
const ours = z.string().regex(/^(id|name|first_seen|last_seen|events|(trait|identifier|consent|segment|counter):\S.{0,150})$/, {
  error: 'is id, name, first_seen, last_seen, events, or trait:NAME, identifier:KIND, consent:PURPOSE, segment:ID, counter:ID',
})

const Destination = z.strictObject({
  id: idText,
  name: nameText,
  kind: z.enum(['webhook', 'http', 'postgres'], { error: "is 'webhook', 'http' or 'postgres'" }),
  state: z.enum(['draft', 'live', 'paused'], { error: "is 'draft', 'live' or 'paused'" }),
  secretRef: z.string().regex(/^env:[A-Za-z_][A-Za-z0-9_]{0,127}$/, { error: 'names a variable of the server’s environment, like env:RAPPORT_SECRET_CRM; never write the secret itself here' }).optional(),
  url: z.string().max(2_000).optional(),
  on: z.array(z.string().regex(/^\S{1,200}$/)).min(1).max(100).optional(),
  mode: z.enum(['structured', 'binary']).optional(),
  table: z.string().regex(/^([A-Za-z_][A-Za-z0-9_]{0,62}\.)?[A-Za-z_][A-Za-z0-9_]{0,62}$/, { error: 'is table or schema.table, of letters, digits and _' }).optional(),
  key: column.optional(),
  map: z.record(column, ours).optional(),
  segment: z.string().max(100).optional(),
  purpose: z.string().min(1).max(64).optional(),
  channel: z.string().min(1).max(64).optional(),
  deletes: z.enum(['mark', 'delete']).optional(),
  markColumn: column.optional(),
})

/** What each kind needs beside id, name, kind and state. */
const NEEDS: { readonly [kind in DestinationDefinition['kind']]: readonly (keyof DestinationDefinition)[] } = {
  webhook: ['url', 'on', 'secretRef'],
  http: ['url', 'map', 'key'],
  postgres: ['secretRef', 'table', 'map', 'key'],
}

/** Checks a destination. */
export function checkDestination(raw: unknown): Checked<DestinationDefinition> {
  const shape = Destination as unknown as z.ZodType<DestinationDefinition>
  return checkDefinition(shape, raw, (one) => (typeof one === 'object' && one !== null ? faults(one as Partial<DestinationDefinition>) : []))
}

function faults(one: Partial<DestinationDefinition>): readonly Problem[] {
  const needed = (one.kind && Object.hasOwn(NEEDS, one.kind) ? NEEDS[one.kind] : []).filter((field) => one[field] === undefined)
  const problems: Problem[] = needed.map((field) => ({ path: field, message: `is missing; a ${one.kind} destination needs it` }))
  if (one.url !== undefined && !/^https?:\/\/[^\s/]+/.test(String(one.url))) problems.push({ path: 'url', message: 'is an address that begins with https://' })
  if (one.kind !== 'webhook' && one.key !== undefined && one.map !== undefined && !Object.hasOwn(one.map, one.key)) {
    problems.push({ path: 'key', message: `'${one.key}' is no column of the map; add it there, for example "${one.key}": "id"` })
  }
  const source = one.map?.[one.key ?? '']
  if (source !== undefined && !/^(id$|identifier:|trait:)/.test(source)) problems.push({ path: `map.${one.key}`, message: 'names the row, so it must be id, an identifier or a trait' })
  return problems
}
