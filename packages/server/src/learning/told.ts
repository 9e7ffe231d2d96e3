/** What a learner tells whoever decides. */
import type { Told } from './arbiter.ts'
import type { Learner } from './learner.ts'
import type { Named } from './learners.ts'

/** As it stands now. */
export function toldBy(learner: Learner, learners: readonly Named[]): Told {
  const { fold } = learner
  const race = fold.race()
  return {
    champion: learners.findIndex(({ id }) => id === race.champion()),
    version: (race.changes().at(-1)?.nr ?? 0) + 1,
    position: learner.position(),
    taken: fold.taken(),
    messages: fold.messages().sent,
  }
}
