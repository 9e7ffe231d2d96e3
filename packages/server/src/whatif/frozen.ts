/** A learner that is taught by earlier decisions and then frozen, so that it can be judged on later ones which it has not seen. */
import { armOf, type Arm } from '@rapport/core/decision/arm'
import { createPropensity } from '@rapport/core/decision/propensity'
import { RATE_DEFAULT } from '@rapport/core/decision/compile'
import type { Sparse } from '@rapport/core/model/types'
import type { Instant } from '@rapport/core/base/time'
import type { Workspace } from '@rapport/core/engine/workspace'
import type { Ground } from './ground.ts'
import type { Frozen } from './candidates.ts'

/** Teaches a fresh learner with `rows` as the product would have: a showing counts as a failure when it is shown, a success is one more example when it comes. */
export function frozenHalf(ground: Ground, { definitions }: Workspace, { rows, now }: { readonly rows: Uint32Array; readonly now: number }): Frozen {
  const learner = createPropensity()
  const [at, chosen, shown, worked] = [ground.at.values(), ground.chosen.values(), ground.shown.values(), ground.worked.values()]
  const [placement, channel, offer] = [ground.placement.values(), ground.channel.values(), ground.offer.values()]
  const byId = new Map(definitions.offers.map((one) => [one.id, one]))
  const arms = new Map<string, Arm>()
  const armFor = (which: number, row: number): Arm => {
    const key = `${which} ${placement[row]} ${channel[row]}`
    const known = arms.get(key)
    if (known) return known
    const id = ground.offers.nameOf(which)
    const defined = byId.get(id)
    const where = ground.channels.nameOf(channel[row]!)
    const arm = armOf({
      offer: id,
      family: defined?.family,
      placement: ground.placements.nameOf(placement[row]!),
      channel: where === '' ? undefined : where,
      rate: defined?.rate ?? RATE_DEFAULT,
    })
    arms.set(key, arm)
    return arm
  }
  const last = rows.length > 0 ? at[rows.at(-1)!]! : now
  const lessons: { readonly at: number; readonly row: number; readonly works: boolean }[] = []
  for (const row of rows) {
    if (chosen[row]! < 0 || !(shown[row]! > 0)) continue
    if (shown[row]! <= last) lessons.push({ at: shown[row]!, row, works: false })
    // an outcome that came after the freeze was not known then
    if (worked[row]! > 0 && worked[row]! <= last) lessons.push({ at: worked[row]!, row, works: true })
  }
  lessons.sort((a, b) => a.at - b.at)
  for (const { at: when, row, works } of lessons) learner.learn({ arm: armFor(chosen[row]!, row), x: vectorOf(ground, row), works, weight: 1, at: when as Instant })
  const evidence = learner.evidence(last as Instant)
  const chances = learner.as({ id: 'frozen', version: 1, position: 0 })
  return {
    evidence,
    predict(row, from, until, out) {
      const asked: Arm[] = []
      for (let i = from; i < until; i++) asked.push(armFor(offer[i]!, row))
      const said = chances.predict(asked, vectorOf(ground, row))
      for (let i = 0; i < said.length; i++) out[i] = said[i]!.p
    },
  }
}

function vectorOf(ground: Ground, row: number): Sparse {
  const first = ground.firstX.values()
  const [from, until] = [first[row]!, row + 1 < first.length ? first[row + 1]! : ground.xAt.length]
  return { at: Uint32Array.from(ground.xAt.values().subarray(from, until)), value: Float32Array.from(ground.xValue.values().subarray(from, until)) }
}
