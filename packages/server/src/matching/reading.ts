/** Reads people for matching: rows prepared for scoring, the keys by which candidates are found, and the keys of a home. */
import { hash53 } from '@rapport/core/base/hash'
import { addressOf } from '@rapport/core/clean/address'
import { nameOf, nameOfParts } from '@rapport/core/clean/name'
import { phoneOf } from '@rapport/core/clean/phone'
import type { PersonRow } from '@rapport/core/engine/matchable'
import { defaultModel, keysOf, readRecord, scorePair } from '@rapport/core/match/index'
import type { MatchModel, PairScore, PreparedRecord } from '@rapport/core/match/types'
import { PERSON_ROLES } from '@rapport/core/engine/matchable'

/** The model that keys are made with: always the same, so that the index stays true when another model is fitted. */
export const KEY_MODEL: MatchModel = defaultModel(PERSON_ROLES)
/** Most keys of one person. */
const KEYS_MAX = 24

/** The rows of a person made ready for scoring. */
export function prepare(model: MatchModel, rows: readonly PersonRow[]): readonly PreparedRecord[] {
  return rows.map((row) => readRecord(model, row as { readonly [column: string]: string }))
}

/** Keys of all rows of a person, as numbers below 2^53. */
export function blockKeys(rows: readonly PersonRow[]): readonly number[] {
  const keys = new Set<number>()
  for (const record of prepare(KEY_MODEL, rows)) for (const key of keysOf(KEY_MODEL, record)) keys.add(hash53(key))
  return [...keys].slice(0, KEYS_MAX)
}

/** Where somebody lives or is called, together with their family name, in any writing: people who share such a key share a home. */
export function homeKeys(rows: readonly PersonRow[]): readonly { readonly key: number; readonly by: 'address' | 'phone' }[] {
  const keys = new Map<number, 'address' | 'phone'>()
  for (const row of rows) {
    const name = row.name === undefined ? nameOfParts({ family: row.family ?? null, given: row.given ?? null }) : nameOf(row.name)
    const family = name.readings[0]?.family
    if (!family) continue
    const address = addressOf(row.address)
    const sounds = [family.text, ...family.sounds].slice(0, 3)
    const phone = phoneOf(row.phone).key
    for (const sound of sounds) {
      if (address.is === 'address' && address.numbers.length > 0 && address.words.length > 0) keys.set(hash53(`a ${address.words.join(' ')} ${address.numbers.join(' ')} ${sound}`), 'address')
      if (phone !== '') keys.set(hash53(`p ${phone} ${sound}`), 'phone')
    }
  }
  return [...keys].map(([key, by]) => ({ key, by }))
}

/** How sure it is that two people are one: of all readings of each, those that agree best. The first rows are compared with all of the other's. */
export function scoreRows(model: MatchModel, one: readonly PreparedRecord[], other: readonly PreparedRecord[]): PairScore {
  const [first, second] = [one[0], other[0]]
  if (first === undefined || second === undefined) return { probability: 0, evidence: [] }
  let best = scorePair(model, first, second)
  const consider = (left: PreparedRecord, right: PreparedRecord): void => {
    const score = scorePair(model, left, right)
    if (score.probability > best.probability) best = score
  }
  for (const right of other.slice(1)) consider(first, right)
  for (const left of one.slice(1)) consider(left, second)
  return best
}

/** Reads and scores a few invented people, so that the first real one does not wait for dictionaries to be loaded and code to be compiled. */
export function warmUp(): void {
  const people: readonly PersonRow[] = [
    { name: '陳怡君', birth: '1990-01-02', address: '台北市信義路五段7號', phone: '0928117355', email: 'yc@mail.tw' },
    { name: 'Yi-Chun Chen', birth: '02/01/1990', address: '7 Xinyi Road', phone: '+886928117355', email: 'y.chen@mail.tw' },
    { name: 'สมชาย ใจดี', birth: '30/11/2522', address: '12/3 ถนนสุขุมวิท', phone: '0816452387', email: 'somchai@mail.tw' },
  ]
  for (let round = 0; round < WARM_ROUNDS; round++) {
    for (const one of people) {
      blockKeys([one])
      homeKeys([one])
      for (const other of people) scoreRows(KEY_MODEL, prepare(KEY_MODEL, [one]), prepare(KEY_MODEL, [other]))
    }
  }
}

const WARM_ROUNDS = 100
