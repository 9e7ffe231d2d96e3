/** What `rapport lab propensity` finds, as data: printed, written as a report, or given out as JSON. */
import type { Interval } from '@rapport/core/experiment/types'
import type { liftByTenth, ReliabilityTable } from '@rapport/core/model/calibration'
import type { LeadBand } from '@rapport/core/model/table/bands'
import type { ColumnShape } from '@rapport/core/model/table/columns'
import type { Leak, Reason, Tried } from '@rapport/core/model/table/types'

/** What was found. */
export interface PropensityReport {
  readonly file: string
  readonly rows: number
  readonly label: { readonly column: string; readonly yes: string; readonly no: string; readonly because: 'word' | 'denial' | 'asked' | 'rarer'; readonly rate: number; readonly positives: number }
  readonly columns: readonly ColumnShape[]
  /** What was picked and why, as a sentence. */
  readonly picked: string
  readonly tried: readonly Tried[]
  /** Quality on rows that the model had not seen; `auc` null: no column tells anything. */
  readonly quality: { readonly auc: Interval | null; readonly logLoss: Interval; readonly baseLogLoss: number }
  readonly calibration: ReliabilityTable
  readonly tenths: ReturnType<typeof liftByTenth>
  readonly reasons: readonly Reason[]
  readonly leaks: readonly Leak[]
  readonly bands: readonly LeadBand[]
  /** Of the rows that were scored; measured where the file has the label too. */
  readonly scored: { readonly file: string; readonly rows: number; readonly meanChance: number; readonly auc: Interval | null; readonly logLoss: Interval | null } | null
  readonly remarks: readonly string[]
  readonly warnings: readonly string[]
  readonly wrote: readonly string[]
  readonly seconds: number
}
