/** What the parts of the learning evaluation have in common. */

/** Figures of one set beside what they must reach. */
export interface LearningFigures {
  readonly set: string
  readonly figures: { readonly [name: string]: number | string | readonly number[] | null }
  /** What had to be reached, in words or figures, by the name of the figure. */
  readonly floor: { readonly [name: string]: number | string }
  readonly reached: boolean
  readonly seconds: number
}

/** One subject of the evaluation: its sets, each answering null when its data is not there. One file each, one line in index.ts. */
export interface LearningPart {
  readonly name: string
  readonly sets: readonly { readonly set: string; readonly run: () => Promise<LearningFigures | null> }[]
}
