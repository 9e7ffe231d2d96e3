/** A world with known truth in which replay must prove itself: what people like depends on who they are, one strategy decides, another is replayed. */
import { normalDraw, seeded } from '../../base/random.ts'
import type { ReplayLog } from './types.ts'

/** How the world is. */
export interface ReplayWorld {
  readonly seed: number
  /** Decisions to log. */
  readonly decisions: number
  readonly actions: number
  /** Share of the logging strategy that is uniform. */
  readonly floor: number
  /** Decisions of one person on average; 1: everybody comes once. */
  readonly perPerson: number
  /** How wrong the model is whose expectations are logged: standard deviation of its error in log-odds. */
  readonly modelError: number
}

/** A log and the truth behind it. */
export interface ReplayTruth {
  readonly log: ReplayLog
  /** Mean difference between the strategies over all kinds of people. */
  readonly lift: number
  readonly now: number
  readonly under: number
}

/** Kinds of people; each has its own taste. */
const KINDS = 40
/** Log-odds around which tastes lie: about one showing in nine works. */
const BASE = -2
/** Share of the replayed strategy that is uniform. */
const TARGET_FLOOR = 0.02

/** Logs decisions of a strategy that follows one wrong model and replays one that follows another. */
export function simulateReplay(world: ReplayWorld): ReplayTruth {
  const random = seeded(world.seed)
  const gauss = (): number => normalDraw(random)
  const { actions: k } = world
  const size = KINDS * k
  const truth = new Float64Array(size)
  const model = new Float64Array(size)
  const other = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    const taste = BASE + gauss()
    truth[i] = chance(taste)
    model[i] = chance(taste + world.modelError * gauss())
    other[i] = chance(taste + 0.5 * gauss())
  }
  const logging = strategyOf(model, k, world.floor)
  const target = strategyOf(other, k, TARGET_FLOOR)
  const people = Math.max(1, Math.round(world.decisions / world.perPerson))
  const kindOf = Uint8Array.from({ length: people }, () => Math.floor(random() * KINDS))
  // tastes of persons differ within their kind, so the decisions of one person hang together
  const personal = Float64Array.from({ length: people }, () => (world.perPerson > 1 ? 0.5 * gauss() : 0))
  const n = world.decisions
  const log = {
    unit: new Uint32Array(n),
    units: people,
    reward: new Float64Array(n),
    propensity: new Float64Array(n),
    target: new Float64Array(n),
    model: new Float64Array(n),
    modelTarget: new Float64Array(n),
    modelLogged: new Float64Array(n),
  }
  const expected = expectations(model, logging, target, k)
  for (let t = 0; t < n; t++) {
    const person = world.perPerson > 1 ? Math.floor(random() * people) : t
    const kind = kindOf[person]!
    const action = draw(logging, kind * k, k, random())
    const at = kind * k + action
    const p = world.perPerson > 1 ? chance(Math.log(truth[at]! / (1 - truth[at]!)) + personal[person]!) : truth[at]!
    log.unit[t] = person
    log.reward[t] = random() < p ? 1 : 0
    log.propensity[t] = logging[at]!
    log.target[t] = target[at]!
    log.model[t] = model[at]!
    log.modelTarget[t] = expected.target[kind]!
    log.modelLogged[t] = expected.logged[kind]!
  }
  const value = (strategy: Float64Array): number => {
    let sum = 0
    for (let i = 0; i < size; i++) sum += strategy[i]! * (world.perPerson > 1 ? blurred(truth[i]!) : truth[i]!)
    return sum / KINDS
  }
  const [now, under] = [value(logging), value(target)]
  return { log, now, under, lift: under - now }
}

const chance = (z: number): number => 1 / (1 + Math.exp(-z))

/** Mean chance over persons whose taste differs by a half in log-odds (five-point quadrature of the normal). */
function blurred(p: number): number {
  const z = Math.log(p / (1 - p))
  const nodes = [-2.8569700138728, -1.35562617997427, 0, 1.35562617997427, 2.8569700138728]
  const weights = [0.0112574113277207, 0.222075922005613, 0.533333333333333, 0.222075922005613, 0.0112574113277207]
  return nodes.reduce((sum, node, i) => sum + weights[i]! * chance(z + 0.5 * node), 0)
}

/** Mostly the best by the model, the rest by chance. */
function strategyOf(model: Float64Array, k: number, floor: number): Float64Array {
  const strategy = new Float64Array(model.length)
  for (let from = 0; from < model.length; from += k) {
    let best = from
    for (let i = from; i < from + k; i++) {
      strategy[i] = floor / k
      if (model[i]! > model[best]!) best = i
    }
    strategy[best] = strategy[best]! + 1 - floor
  }
  return strategy
}

function expectations(model: Float64Array, logging: Float64Array, target: Float64Array, k: number): { readonly logged: Float64Array; readonly target: Float64Array } {
  const out = { logged: new Float64Array(KINDS), target: new Float64Array(KINDS) }
  for (let i = 0; i < model.length; i++) {
    const kind = Math.floor(i / k)
    out.logged[kind] = out.logged[kind]! + logging[i]! * model[i]!
    out.target[kind] = out.target[kind]! + target[i]! * model[i]!
  }
  return out
}

function draw(strategy: Float64Array, from: number, k: number, u: number): number {
  let below = 0
  for (let a = 0; a < k - 1; a++) {
    below += strategy[from + a]!
    if (u < below) return a
  }
  return k - 1
}
