/** What happens in a run, as data: a list of steps that can be stored, replayed and shortened. Everything else follows from it. */
import { chanceOf } from './chance.ts'

/** Kinds of step. */
export const STEP_KINDS = ['send', 'resend', 'pass', 'rest', 'leap', 'back', 'fire', 'dispatch', 'sink', 'backfill', 'release', 'define', 'withdraw', 'crash', 'boot', 'freeze', 'thaw', 'look', 'verdict'] as const
/** One of STEP_KINDS. */
export type StepKind = (typeof STEP_KINDS)[number]

/** One step: what, and the seed of all chance in it. Dropping one leaves the meaning of the others as it is. */
export type Step = readonly [kind: StepKind, salt: number]

/** How often each kind comes up, by the mood of a phase. */
const MOODS: readonly { readonly [kind in StepKind]: number }[] = [
  {
    send: 30,
    resend: 6,
    pass: 30,
    rest: 2,
    leap: 0,
    back: 0,
    fire: 14,
    dispatch: 14,
    sink: 5,
    backfill: 6,
    release: 25,
    define: 1,
    withdraw: 4,
    crash: 0.2,
    boot: 4,
    freeze: 0.1,
    thaw: 1,
    look: 0.5,
    verdict: 3,
  },
  {
    send: 10,
    resend: 6,
    pass: 20,
    rest: 8,
    leap: 1,
    back: 1,
    fire: 20,
    dispatch: 20,
    sink: 5,
    backfill: 10,
    release: 25,
    define: 1,
    withdraw: 6,
    crash: 0.5,
    boot: 6,
    freeze: 0.3,
    thaw: 1,
    look: 1,
    verdict: 6,
  },
  {
    send: 25,
    resend: 12,
    pass: 15,
    rest: 3,
    leap: 0.3,
    back: 1,
    fire: 10,
    dispatch: 15,
    sink: 5,
    backfill: 12,
    release: 15,
    define: 3,
    withdraw: 8,
    crash: 4,
    boot: 15,
    freeze: 1.5,
    thaw: 4,
    look: 1,
    verdict: 6,
  },
]

/** Steps of one phase. */
const PHASE = 80

/** The longest step of ordinary time, in milliseconds. */
const PASS_MS = 3_600

/** How far an ordinary step moves the clock. */
export function passMs(salt: number): number {
  return Math.floor(chanceOf(salt).next() ** 2 * PASS_MS)
}

/** The steps of a seed: so many that ordinary time passes for `minutes`; rests and leaps of hours come on top. */
export function planSteps(seed: number, minutes: number): readonly Step[] {
  const chance = chanceOf(seed)
  const steps: Step[] = [['boot', chance.below(2 ** 31)]]
  let left = minutes * 60_000
  while (left > 0) {
    const mood = chance.pick(MOODS)
    const total = STEP_KINDS.reduce((sum, kind) => sum + mood[kind], 0)
    for (let i = 0; i < PHASE && left > 0; i++) {
      let point = chance.next() * total
      const kind = STEP_KINDS.find((one) => (point -= mood[one]) < 0) ?? 'pass'
      const salt = chance.below(2 ** 31)
      if (kind === 'pass') left -= passMs(salt)
      steps.push([kind, salt])
    }
  }
  return steps
}
