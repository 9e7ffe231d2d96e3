/** What tills, forms and chats make of a person: other writings of the name, typing errors, forms of phones and dates, and what they do not ask for. */
import { pickIndex, type Random } from '@rapport/core/base/random'
import type { SyntheticPerson } from './synthetic-person.ts'

/** The values of one record, by column. */
export interface Spoiled {
  readonly record_id: string
  readonly source: string
  readonly name: string
  readonly email: string
  readonly phone: string
  readonly birth_date: string
  readonly address: string
  readonly city: string
  readonly member_no: string
}

/** Where a record came from, and how often each field is filled there. */
const SOURCES = [
  { source: 'crm', email: 0.9, phone: 0.9, birth: 0.85, address: 0.8, member: 0.5 },
  { source: 'web', email: 1, phone: 0.5, birth: 0.4, address: 0.5, member: 0.15 },
  { source: 'pos', email: 0.1, phone: 0.9, birth: 0.3, address: 0, member: 0.6 },
  { source: 'chat', email: 0.3, phone: 0.75, birth: 0.1, address: 0, member: 0.05 },
  { source: 'event', email: 0.85, phone: 0.7, birth: 0.6, address: 0.2, member: 0 },
] as const

/** A number that people give who do not want to give one. */
const NOBODYS_PHONE = '0000000000'

/** The record that copy number `copy` of this person became. */
export function spoil(id: string, person: SyntheticPerson, copy: number, random: Random): Spoiled {
  const source = SOURCES[(copy + pickIndex(random, SOURCES.length)) % SOURCES.length] as (typeof SOURCES)[number]
  const filled = (share: number): boolean => random() < share
  const email = filled(source.email) ? emailAs(one(person.emails, random), random) : ''
  const phone = filled(source.phone) ? phoneAs(one(person.phones, random), person.countryCode, random) : ''
  // Nobody keeps a record of somebody who cannot be reached at all.
  const reached = email === '' && phone === '' ? phoneAs(person.phones[0] ?? '', person.countryCode, random) : phone
  return {
    record_id: id,
    source: source.source,
    name: nameAs(person, source.source === 'chat', random),
    email,
    phone: reached,
    birth_date: filled(source.birth) ? dateAs(person, random) : '',
    address: filled(source.address) ? typo(person.address, 0.12, random) : '',
    city: filled(source.address) ? person.city : '',
    member_no: filled(source.member) ? typo(person.memberNo, 0.02, random) : '',
  }
}

function nameAs(person: SyntheticPerson, informal: boolean, random: Random): string {
  const { writing, family, given } = person
  const draw = random()
  const latinGiven = one(person.latinGiven, random)
  if (informal && person.nickname !== '' && draw < 0.4) return random() < 0.5 ? person.nickname : `${person.nickname} ${person.latinFamily}`
  if (writing === 'en') {
    if (person.nickname !== '' && draw < 0.12) return typo(`${person.nickname} ${family}`, 0.1, random)
    if (draw < 0.18) return `${family}, ${given}`
    if (draw < 0.24) return `${given} ${family}`.toUpperCase()
    if (draw < 0.28) return `${person.female ? 'Ms' : 'Mr'} ${given} ${family}`
    if (draw < 0.31) return `${given.slice(0, 1)}. ${family}`
    return typo(`${given} ${family}`, 0.12, random)
  }
  if (draw < 0.14) return latinName(latinGiven, person.latinFamily, random)
  if (writing === 'th') return draw < 0.2 ? `${person.female ? 'นางสาว' : 'นาย'}${given} ${family}` : draw < 0.24 ? given : typo(`${given} ${family}`, 0.1, random)
  if (draw < 0.2) return `${person.otherFamily}${person.otherGiven}`
  if (draw < 0.23) return `${family}${person.female ? '小姐' : '先生'}`
  if (draw < 0.25) return `${family} ${given}`
  return typo(`${family}${given}`, 0.05, random)
}

function latinName(given: string, family: string, random: Random): string {
  const draw = random()
  const text = draw < 0.5 ? `${given} ${family}` : draw < 0.8 ? `${family} ${given}` : `${family}, ${given}`
  return random() < 0.25 ? text.toUpperCase() : typo(text, 0.08, random)
}

function emailAs(email: string, random: Random): string {
  const draw = random()
  if (draw < 0.06) return email.replace('@', '+shop@')
  if (draw < 0.1) return email.toUpperCase()
  return draw < 0.14 ? typo(email, 1, random) : email
}

function phoneAs(phone: string, countryCode: string, random: Random): string {
  const draw = random()
  const national = phone.replace(/^0/, '')
  if (draw < 0.01) return NOBODYS_PHONE
  if (draw < 0.3) return `+${countryCode}${national}`
  if (draw < 0.4) return `${phone.slice(0, 4)}-${phone.slice(4, 7)}-${phone.slice(7)}`
  if (draw < 0.45) return phone.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
  if (draw < 0.5) return `(${countryCode}) ${national}`
  return draw < 0.54 ? typo(phone, 1, random) : phone
}

function dateAs({ birth, writing }: SyntheticPerson, random: Random): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  const draw = random()
  const swapped = draw < 0.03 && birth.day <= 12
  const [month, day] = swapped ? [birth.day, birth.month] : [birth.month, birth.day]
  if (draw > 0.98) return '1900-01-01'
  if (writing === 'th' && draw < 0.4) return `${two(day)}/${two(month)}/${birth.year + 543}`
  if (writing === 'hant' && draw < 0.15) return `民國${birth.year - 1911}年${month}月${day}日`
  if (draw < 0.6) return `${birth.year}-${two(month)}-${two(day)}`
  return draw < 0.85 ? `${birth.year}/${month}/${day}` : `${birth.year}${two(month)}${two(day)}`
}

/** With this chance one slip: a sign left out, doubled, swapped with its neighbour, or another in its place. */
function typo(text: string, chance: number, random: Random): string {
  if (random() >= chance) return text
  const signs = [...text]
  if (signs.length < 3) return text
  const at = 1 + pickIndex(random, signs.length - 2)
  const here = signs[at] ?? ''
  switch (pickIndex(random, 4)) {
    case 0:
      signs.splice(at, 1)
      break
    case 1:
      signs.splice(at, 0, here)
      break
    case 2:
      signs[at] = signs[at + 1] ?? ''
      signs[at + 1] = here
      break
    default:
      signs[at] = /\d/.test(here) ? String(pickIndex(random, 10)) : (signs[pickIndex(random, signs.length)] ?? here)
  }
  return signs.join('')
}

function one(list: readonly string[], random: Random): string {
  // The first is the usual one.
  return list[random() < 0.7 ? 0 : pickIndex(random, list.length)] ?? ''
}
