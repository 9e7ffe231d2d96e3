/** The shapes of record linkage: what a column holds, what goes into a match, and what comes out of it. */

/** What a column can hold. `id` is a strong number that one person has once (social security, member number); `source` names the system a record came from. */
export const ROLES = [
  'id', 'name', 'given_name', 'family_name', 'email', 'phone', 'date', 'address', 'street', 'city', 'postcode', 'gender', 'category', 'text', 'number', 'source', 'ignore',
] as const

/** What a column holds. */
export type Role = (typeof ROLES)[number]

/** The role of each column by the column's name. Columns that are not named here are ignored. */
export type Roles = { readonly [column: string]: Role }

/** A guessed role and, in words for a person, why. */
export interface RoleGuess {
  readonly role: Role
  readonly because: string
}

/** A table of records, by column: every column has one text per record, in the same order; an empty text is a missing value. */
export interface MatchInput {
  readonly columns: { readonly [column: string]: readonly string[] }
  readonly roles: Roles
}

/** Two records by their row numbers, and whether somebody said that they are one person. */
export interface LabelledPair {
  readonly a: number
  readonly b: number
  readonly same: boolean
}

/** What may be asked of a match beyond its defaults. None of these is needed. */
export interface MatchOptions {
  /** Pairs below this probability are not reported. Default 0.05. */
  readonly floor?: number
  /** A fitted model to use as it is, instead of fitting one to these records. */
  readonly model?: MatchModel
  /** Pairs that somebody judged; they improve the model, and contradictions among them are counted and settled by majority. */
  readonly labels?: readonly LabelledPair[]
  /** Pairs of rows that must end in one cluster, whatever their values say. */
  readonly together?: readonly (readonly [number, number])[]
  /** Pairs of rows that must never end in one cluster. */
  readonly apart?: readonly (readonly [number, number])[]
  /** Columns of role `id` whose values never have typing errors: two different values are two people. */
  readonly unique?: readonly string[]
  /** No two records of one source are the same person (two lists without duplicates are being joined). Default: found out from the data. */
  readonly onePerSource?: boolean
  /** No cluster grows beyond this many records. Default 200. */
  readonly clusterSizeMax?: number
}

/** One line of the reasons for a score. Weights are in bits: +1 doubles the odds that two records are one person, -1 halves them. */
export interface Evidence {
  /** The field compared: a column's name, `name`, or `household` and `prior` for what the fields share. */
  readonly field: string
  /** Agreement from 1 (the same) upwards (different); 0 is missing on one side. */
  readonly level: number
  /** The level in a word: `same`, `variant`, `close`, `weak`, `different`, `missing`. */
  readonly label: string
  readonly weight: number
}

/** How sure it is that two records are one person, and why. */
export interface PairScore {
  /** Between 0 and 1, calibrated as far as the model fits the data. */
  readonly probability: number
  readonly evidence: readonly Evidence[]
}

/** Scored pairs as parallel arrays (a < b), because there can be tens of millions. Sorted by a, then b. */
export interface PairList {
  readonly a: Int32Array
  readonly b: Int32Array
  readonly probability: Float32Array
}

/** Counts of what a match did. Time is measured by whoever calls: core has no clock. */
export interface MatchFigures {
  readonly records: number
  /** Blocking keys with at least two records. */
  readonly blockingKeys: number
  /** Keys held by too many records, which were refined or left out. */
  readonly crowdedKeys: number
  readonly comparedPairs: number
  /** Pairs at or above the floor. */
  readonly keptPairs: number
  readonly clusters: number
  readonly largestCluster: number
  /** Rounds until the fit stood still; 0 when a given model was used. */
  readonly rounds: number
  readonly labels: { readonly used: number; readonly contradictory: number; readonly invalid: number }
}

/** What a match found. */
export interface MatchResult {
  /** Per record its cluster, numbered from 0 in order of first record. */
  readonly clusters: Int32Array
  readonly pairs: PairList
  readonly model: MatchModel
  readonly figures: MatchFigures
  /** The reasons for the score of any two rows, compared or not. */
  readonly explain: (a: number, b: number) => PairScore
}

/** Where a long match is. `done` and `total` count the unit of the stage; `total` of 0 means unknown. */
export interface MatchProgress {
  readonly stage: 'read' | 'block' | 'fit' | 'compare' | 'cluster'
  readonly done: number
  readonly total: number
}

/** How a field is compared. `name` gives two fields, the given and the family part. */
export type FieldKind = 'id' | 'given' | 'family' | 'middle' | 'email' | 'phone' | 'date' | 'address' | 'city' | 'postcode' | 'gender' | 'category' | 'text' | 'number'

/** What the model knows of one field. Arrays are by level; level 0 (missing) weighs nothing. */
export interface FieldModel {
  readonly field: string
  readonly kind: FieldKind
  /** The columns the field is read from. */
  readonly columns: readonly string[]
  /** Chance of each level among pairs that are one person, level 0 unused. */
  readonly m: readonly number[]
  /** Chance of each level among any two records, level 0 unused. */
  readonly u: readonly number[]
  /** Shares of the commonest values (0 to 1): agreement on these weighs less. */
  readonly common: { readonly [value: string]: number }
  /** The share assumed for a value that is not common. */
  readonly rare: number
}

/** Everything that was fitted, as JSON. Scores single pairs without the records it was fitted to. */
export interface MatchModel {
  readonly version: 1
  /** The columns it reads and what they hold. */
  readonly roles: Roles
  readonly fields: readonly FieldModel[]
  /** Chance that any two records are one person. */
  readonly lambda: number
  /** Chance that any two records are two people of one household. */
  readonly household: number
  /** Pairs at or above this probability are called the same person. */
  readonly threshold: number
  /** Where the parameters come from. */
  readonly origin: 'default' | 'fitted' | 'labelled'
}

/** One record read for comparison. Opaque: made by `readRecord`, used by `scorePair` and `keysOf`. */
export interface PreparedRecord {
  readonly values: readonly (object | null)[]
}
