/** `npm run bench -- learn`: what learning and deciding cost, on one core. Each subject is one file and one line here. */
import { benchArbiter } from './decide.ts'
import { benchFtrl } from './ftrl.ts'
import { benchLifetime } from './lifetime.ts'
import { benchLoop } from './loop.ts'
import { benchSession } from './session.ts'
import { benchTrees } from './trees.ts'
import { benchWhatIf } from './whatif.ts'

/** A subject: answers its figures by name. */
export type LearnBench = (seconds: number) => Promise<{ readonly [figure: string]: number }>

/** The subjects, in the order they run. */
export const SUBJECTS: readonly LearnBench[] = [benchArbiter, benchFtrl, benchLifetime, benchLoop, benchSession, benchTrees, benchWhatIf]

/** Runs all subjects one after the other. */
export async function benchLearn({ seconds }: { readonly people: number; readonly seconds: number }): Promise<{ readonly [figure: string]: number }> {
  let figures: { readonly [figure: string]: number } = {}
  for (const subject of SUBJECTS) figures = { ...figures, ...(await subject(seconds)) }
  return figures
}
