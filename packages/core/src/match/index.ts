/** Record linkage: which records of a table, or which live profiles, are one person, without anybody labelling anything. */
import type { MatchInput, MatchModel, MatchOptions, MatchProgress, MatchResult, PairScore, PreparedRecord, RoleGuess, Roles } from './types.ts'

export type * from './types.ts'

/** Guesses what each column holds from its header (English, Chinese, Thai) and from sample rows. */
export declare function guessRoles(columns: readonly string[], sampleRows: readonly { readonly [column: string]: string }[]): { readonly [column: string]: RoleGuess }

/** Matches a table. Long: `progress` is called some hundred times; use `matchSteps` to stay responsive between steps. */
export declare function matchRecords(input: MatchInput, options?: MatchOptions, progress?: (progress: MatchProgress) => void): MatchResult

/** Matches a table in small steps: each `next()` works for some milliseconds and says where it is. */
export declare function matchSteps(input: MatchInput, options?: MatchOptions): Generator<MatchProgress, MatchResult>

/** A model for these columns without any data to fit it to. */
export declare function defaultModel(roles: Roles): MatchModel

/** Reads one record's values (by column) for `scorePair` and `keysOf`. */
export declare function readRecord(model: MatchModel, values: { readonly [column: string]: string }): PreparedRecord

/** How sure it is that two records are one person, and why. Symmetric. */
export declare function scorePair(model: MatchModel, one: PreparedRecord, other: PreparedRecord): PairScore

/** At most 12 keys for a live index: two records that are one person nearly always share one. */
export declare function keysOf(model: MatchModel, record: PreparedRecord): string[]

/** Per record its household (people at one address or phone with one family name), numbered from 0; people keep their clusters. */
export declare function households(input: MatchInput, clusters: Int32Array): Int32Array
