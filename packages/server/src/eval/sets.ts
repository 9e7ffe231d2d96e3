/** The sets of records whose true people are known, what their columns hold, and the figures to beat. The data is not part of this repository. */
import type { Roles } from '@rapport/core/match/types'

/** Figures of a floor. */
export interface Floor {
  readonly pairF1?: number
  readonly clusterF1?: number
  readonly blockingRecall?: number
}

/** One set. Files are joined one under the other; with several, a column `source` says which one a row is from. */
export interface IdentitySet {
  readonly name: string
  readonly files: readonly string[]
  readonly truth: string
  readonly roles: Roles
  readonly floor: Floor
  /** Whether the data was made rather than found. */
  readonly made: 'synthetic' | 'semi-synthetic' | 'real with made errors'
}

/** Where the data is, from the repository's root. */
export const DATA = '../shared/data'

const FEBRL: Roles = {
  given_name: 'given_name', surname: 'family_name', street_number: 'number', address_1: 'street', address_2: 'address', suburb: 'city', postcode: 'postcode', state: 'category', date_of_birth: 'date',
}
const FEBRL_WITH_ID: Roles = { ...FEBRL, soc_sec_id: 'id' }

/** The sets of `npm run eval -- identity`. */
export const IDENTITY_SETS: readonly IdentitySet[] = [
  { name: 'febrl1', files: ['identity-febrl/febrl1.csv.gz'], truth: 'cluster', roles: FEBRL_WITH_ID, floor: { pairF1: 1, clusterF1: 1 }, made: 'synthetic' },
  { name: 'febrl1-no-id', files: ['identity-febrl/febrl1.csv.gz'], truth: 'cluster', roles: FEBRL, floor: { pairF1: 0.994, clusterF1: 0.994 }, made: 'synthetic' },
  { name: 'febrl4', files: ['identity-febrl/febrl4a.csv.gz', 'identity-febrl/febrl4b.csv.gz'], truth: 'cluster', roles: { ...FEBRL_WITH_ID, source: 'source' }, floor: { pairF1: 0.9998, clusterF1: 0.9998 }, made: 'synthetic' },
  { name: 'febrl4-no-id', files: ['identity-febrl/febrl4a.csv.gz', 'identity-febrl/febrl4b.csv.gz'], truth: 'cluster', roles: { ...FEBRL, source: 'source' }, floor: { pairF1: 0.9967, clusterF1: 0.9967 }, made: 'synthetic' },
  {
    name: 'historical', files: ['identity-persons/historical_half_a.csv.gz'], truth: 'cluster', made: 'real with made errors',
    roles: { full_name: 'name', first_name: 'given_name', surname: 'family_name', dob: 'date', birth_place: 'city', postcode_fake: 'postcode', gender: 'gender', occupation: 'category' },
    floor: { pairF1: 0.83, clusterF1: 0.917, blockingRecall: 0.786 },
  },
  {
    name: 'multiscript', files: ['identity-multiscript/multiscript_a.csv.gz'], truth: 'person_id', made: 'semi-synthetic',
    roles: { name: 'name', email: 'email', phone: 'phone', birth_date: 'date', address: 'address', member_no: 'id' }, floor: { pairF1: 0.715, clusterF1: 0.85 },
  },
  {
    name: 'fake-1000', files: ['identity-persons/fake_1000.csv.gz'], truth: 'cluster', made: 'synthetic',
    roles: { first_name: 'given_name', surname: 'family_name', dob: 'date', city: 'city', email: 'email' }, floor: {},
  },
]

/** The set of labelled pairs. */
export const PAIRS_SET = { name: 'dblp-acm', file: 'identity-pairs/dblp-acm.csv.gz', floor: { pairF1: 0.988 } } as const
