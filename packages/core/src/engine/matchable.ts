/** What matching reads of a person: names, ways to reach them, birth and address, from their traits and identifiers, as rows with fixed columns. */
import { isJsonObject, type Json } from '../base/json.ts'
import { isPlaceholder } from '../event/placeholder.ts'
import type { Roles } from '../match/types.ts'
import type { GivenTraits } from '../profile/types.ts'
import type { ProfileState } from './state.ts'

/** The columns of a person's rows and what they hold. */
export const PERSON_ROLES = {
  name: 'name',
  given: 'given_name',
  family: 'family_name',
  email: 'email',
  phone: 'phone',
  birth: 'date',
  address: 'address',
  city: 'city',
  postcode: 'postcode',
  gender: 'gender',
} as const satisfies Roles

/** A column of a person's rows. */
export type PersonColumn = keyof typeof PERSON_ROLES
/** One reading of a person: what one source says, or all of them together. Missing columns are missing values. */
export type PersonRow = { readonly [column in PersonColumn]?: string }

/** Trait names in lower case without separators. */
const COLUMN_OF: { readonly [name: string]: PersonColumn } = {
  name: 'name', fullname: 'name', displayname: 'name', customername: 'name',
  givenname: 'given', firstname: 'given', forename: 'given',
  familyname: 'family', lastname: 'family', surname: 'family',
  email: 'email', emailaddress: 'email', mail: 'email',
  phone: 'phone', phonenumber: 'phone', mobile: 'phone', mobilephone: 'phone', mobilenumber: 'phone', cellphone: 'phone', tel: 'phone',
  birthday: 'birth', birthdate: 'birth', dateofbirth: 'birth', dob: 'birth',
  address: 'address', street: 'address', streetaddress: 'address', address1: 'address',
  city: 'city', town: 'city',
  postcode: 'postcode', postalcode: 'postcode', zip: 'postcode', zipcode: 'postcode',
  gender: 'gender', sex: 'gender',
}
const known = new Map<string, PersonColumn | null>()
const KNOWN_MAX = 10_000
/** Longer texts are no names and no addresses. */
const LONGEST = 300
/** Most rows of one person: all sources together, then what single sources and further addresses say. */
export const ROWS_PER_PERSON = 4

/** The column that a trait goes into; null when matching does not look at it. */
export function personColumn(trait: string): PersonColumn | null {
  const found = known.get(trait)
  if (found !== undefined) return found
  const plain = trait.toLowerCase().replace(/[\s_\-.$]/g, '')
  const column = Object.hasOwn(COLUMN_OF, plain) ? (COLUMN_OF[plain] ?? null) : null
  if (known.size < KNOWN_MAX) known.set(trait, column)
  return column
}

/**
 * The rows of a person, the best reading first: the winning values of all sources, then every source that differs, then further phones and e-mails.
 * What a source does not say is taken from the whole: a till that never asks for a birth date must not hide that two people have different ones.
 * Empty when nothing about the person can be compared.
 */
export function personRows(state: Pick<ProfileState, 'traits' | 'identity'>): readonly PersonRow[] {
  const emails = valuesOf(state.identity.ids, 'email:')
  const phones = valuesOf(state.identity.ids, 'phone:')
  const best = rowOf(state.traits, null)
  const main: PersonRow = { ...(emails[0] === undefined ? {} : { email: emails[0] }), ...(phones[0] === undefined ? {} : { phone: phones[0] }), ...best }
  const rows: PersonRow[] = Object.keys(main).length === 0 ? [] : [main]
  const add = (row: PersonRow): void => {
    if (rows.length < ROWS_PER_PERSON && !rows.some((one) => within(row, one))) rows.push(row)
  }
  for (const source of sourcesOf(state.traits)) add(completed(rowOf(state.traits, source), main))
  for (const email of emails) if (email !== main.email) add({ ...main, email })
  for (const phone of phones) if (phone !== main.phone) add({ ...main, phone })
  return rows
}

const NAMES = ['name', 'given', 'family'] as const

/** A source's row with what it leaves open taken from the whole. Names go together: half of one source's and half of another's is nobody's name. */
function completed(row: PersonRow, whole: PersonRow): PersonRow {
  const named = NAMES.some((column) => row[column] !== undefined)
  const rest = named ? Object.fromEntries(Object.entries(whole).filter(([column]) => !(NAMES as readonly string[]).includes(column))) : whole
  return { ...rest, ...row }
}

/** What each single source says, for telling whether two people have become one by mistake. */
export function sourceRows(traits: GivenTraits): readonly { readonly source: string; readonly row: PersonRow }[] {
  return sourcesOf(traits).map((source) => ({ source, row: rowOf(traits, source) }))
}

/** Whether something that matching reads is another than before. */
export function isMatchChange(before: Pick<ProfileState, 'traits' | 'identity'> | null, after: Pick<ProfileState, 'traits' | 'identity'>): boolean {
  if (before === null) return personRows(after).length > 0
  if (before.traits !== after.traits) {
    for (const name of Object.keys(after.traits)) {
      if (before.traits[name] === after.traits[name] || personColumn(name) === null) continue
      const [one, other] = [before.traits[name] ?? [], after.traits[name] ?? []]
      if (one.length !== other.length || one.some(({ value }, i) => value !== other[i]?.value && JSON.stringify(value) !== JSON.stringify(other[i]?.value))) return true
    }
    for (const name of Object.keys(before.traits)) if (after.traits[name] === undefined && personColumn(name) !== null) return true
  }
  if (before.identity.ids === after.identity.ids) return false
  const reach = (ids: readonly string[]): string => ids.filter((id) => id.startsWith('email:') || id.startsWith('phone:')).join('\n')
  return reach(before.identity.ids) !== reach(after.identity.ids)
}

function sourcesOf(traits: GivenTraits): readonly string[] {
  const sources = new Set<string>()
  for (const name of Object.keys(traits)) if (personColumn(name) !== null) for (const fact of traits[name] ?? []) sources.add(fact.source)
  return sources.size > 1 ? [...sources] : []
}

/** Winning values, or one source's. Of several traits for one column the first by name counts, so that their order changes nothing. */
function rowOf(traits: GivenTraits, source: string | null): PersonRow {
  const row: { [column in PersonColumn]?: string } = {}
  const put = (column: PersonColumn, value: Json | undefined): void => {
    const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
    if (text === '' || text.length > LONGEST || row[column] !== undefined) return
    if ((column === 'email' || column === 'phone') && isPlaceholder(column, text.toLowerCase())) return
    row[column] = text
  }
  for (const name of Object.keys(traits).sort()) {
    const column = personColumn(name)
    if (column === null) continue
    const facts = traits[name] ?? []
    const fact = source === null ? facts[0] : facts.find((one) => one.source === source)
    const value = fact?.value
    if (column === 'address' && isJsonObject(value)) {
      put('address', [value['street'], value['line1'], value['line2']].filter((part) => typeof part === 'string').join(' '))
      put('city', value['city'])
      put('postcode', value['postalCode'] ?? value['postcode'] ?? value['zip'])
    } else put(column, value)
  }
  return row
}

function valuesOf(ids: readonly string[], prefix: string): readonly string[] {
  return ids.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length))
}

/** Whether a row says nothing that the other does not say too. */
function within(row: PersonRow, other: PersonRow): boolean {
  return (Object.keys(row) as PersonColumn[]).every((column) => row[column] === other[column])
}
