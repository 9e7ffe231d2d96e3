/** Makes a failing run shorter: drops chunks of steps as long as the same promise stays broken. Delta debugging (Zeller and Hildebrandt, 2002) in its simple form. */
import { runSim } from './run.ts'
import type { Step } from './steps.ts'

/** Most runs spent on one failure. */
const RUNS_MAX = 300

/** How a run is judged. */
type Judge = (seed: number, steps: readonly Step[]) => Promise<{ readonly violation: { readonly invariant: string } | null }>

/** The shortest list of steps found that still breaks `invariant` in the world of this seed. */
export async function shrink(seed: number, steps: readonly Step[], invariant: string, judge: Judge = runSim): Promise<readonly Step[]> {
  let best = steps
  let runs = 0
  const breaks = async (some: readonly Step[]): Promise<boolean> => {
    runs++
    return (await judge(seed, some)).violation?.invariant === invariant
  }
  for (let size = Math.ceil(best.length / 2); size >= 1 && runs < RUNS_MAX; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = best.length; end > 0 && runs < RUNS_MAX; end -= size) {
      const fewer = [...best.slice(0, Math.max(0, end - size)), ...best.slice(end)]
      if (fewer.length < best.length && (await breaks(fewer))) best = fewer
    }
  }
  return best
}
