/** Which fields are compared, from the roles of the columns: several columns may say one thing, and one name column says two things. */
import type { FieldKind, Role, Roles } from './types.ts'
import type { PlainKind } from './value.ts'

/** One thing read per record: a name from all its columns, or another column's value. */
export interface Slot {
  readonly kind: 'name' | PlainKind
  readonly columns: readonly string[]
  readonly full: readonly string[]
  readonly given: string | null
  readonly family: string | null
}

/** One thing compared. */
export interface Field {
  readonly field: string
  readonly kind: FieldKind
  readonly slot: number
  readonly columns: readonly string[]
}

/** Slots and fields of a table, and the column of sources when there is one. */
export interface Plan {
  readonly slots: readonly Slot[]
  readonly fields: readonly Field[]
  /** Per slot the indexes of its fields. */
  readonly fieldsOf: readonly (readonly number[])[]
  readonly source: string | null
}

/** Fields that people of one household share: they speak for a household as much as for a person. */
export const SHARED_KINDS: readonly FieldKind[] = ['family', 'phone', 'address', 'city', 'postcode']

/** Fields whose agreement follows from that of the others of the group, at least in part. */
export const PLACE_KINDS: readonly FieldKind[] = ['address', 'postcode', 'city']

/** The share of a value that nobody counted. */
export const RARE: { readonly [kind in FieldKind]: number } = {
  id: 1e-6, given: 0.002, family: 0.001, middle: 0.005, email: 1e-6, phone: 1e-6, date: 4e-5, address: 1e-5, city: 0.01, postcode: 5e-4,
  gender: 0.5, category: 0.1, text: 1e-4, number: 0.01,
}

const KIND: { readonly [role in Role]: PlainKind | null } = {
  id: 'id', name: null, given_name: null, family_name: null, email: 'email', phone: 'phone', date: 'date', address: 'address', street: 'address',
  city: 'city', postcode: 'postcode', gender: 'gender', category: 'category', text: 'text', number: 'number', source: null, ignore: null,
}

/** The plan for columns of these roles. Columns are taken by name in alphabetical order, so that their order in a file changes nothing. */
export function planOf(roles: Roles): Plan {
  const columns = Object.keys(roles).sort()
  const of = (role: Role) => columns.filter((column) => roles[column] === role)
  const slots: Slot[] = []
  const fields: Field[] = []
  const full = of('name')
  const given = of('given_name')
  const family = of('family_name')
  if (full.length + given.length + family.length > 0) {
    const names = [...full, ...given, ...family]
    slots.push({ kind: 'name', columns: names, full, given: given[0] ?? null, family: family[0] ?? null })
    const kinds: FieldKind[] = ['given', 'family', 'middle']
    for (const kind of kinds) fields.push({ field: `${kind} name`, kind, slot: 0, columns: names })
  }
  for (const column of columns) {
    const kind = KIND[roles[column] ?? 'ignore']
    if (!kind) continue
    fields.push({ field: column, kind, slot: slots.length, columns: [column] })
    slots.push({ kind, columns: [column], full: [], given: null, family: null })
  }
  if (slots.some((slot) => slot.kind === 'name') && !fields.some((field) => field.kind === 'gender')) {
    fields.push({ field: 'title', kind: 'gender', slot: 0, columns: full })
  }
  const fieldsOf = slots.map((_, slot) => fields.flatMap((field, index) => field.slot === slot ? [index] : []))
  return { slots, fields, fieldsOf, source: of('source')[0] ?? null }
}
