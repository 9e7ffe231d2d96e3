/** How likely purchase histories are under a lifetime model: the sum over all customers of the logarithm. */
import { logBeta, logGamma } from './special.ts'
import type { Histories, History, LifetimeModel } from './types.ts'

/**
 * Natural logarithm of the likelihood. Sources: BG/NBD Fader, Hardie, Lee (2005); MBG/NBD Batislam, Denizel, Filiztekin (2007); Pareto/NBD Schmittlein, Morrison,
 * Colombo (1987) in the form of Fader and Hardie (2005).
 */
export function logLikelihood(model: LifetimeModel, { repeats, recency, age, count }: Histories): number {
  const constant = constants(model)
  const ofRepeats: (RepeatTerms | undefined)[] = []
  let sum = 0
  for (let i = 0; i < repeats.length; i++) {
    const x = repeats[i]!
    const terms = (ofRepeats[x] ??= termsOf(model, x, constant))
    const one = model.family === 'pareto' ? paretoRow(model, terms, x, recency[i]!, age[i]!) : betaRow(model, terms, x, recency[i]!, age[i]!)
    sum += count[i]! * one
  }
  return sum
}

/** What depends on the number of repeats only, computed once for each. */
interface RepeatTerms {
  /** Logarithm of all factors that both cases, still a customer and gone, have in common. */
  readonly common: number
  /** Logarithm of odds of having left at the last purchase, before time is looked at; -Infinity when that cannot be. */
  readonly left: number
}

function constants({ family, r, alpha, a, b }: LifetimeModel): number {
  return r * Math.log(alpha) - logGamma(r) - (family === 'pareto' ? -a * Math.log(b) : logBeta(a, b))
}

function termsOf({ family, r, a, b }: LifetimeModel, x: number, constant: number): RepeatTerms {
  if (family === 'pareto') return { common: constant + logGamma(r + x), left: 0 }
  if (family === 'mbg') return { common: constant + logGamma(r + x) + logBeta(a, b + x + 1), left: Math.log(a / (b + x)) }
  return { common: constant + logGamma(r + x) + logBeta(a, b + x), left: x > 0 ? Math.log(a / (b + x - 1)) : -Infinity }
}

function betaRow({ r, alpha }: LifetimeModel, { common, left }: RepeatTerms, x: number, recency: number, age: number): number {
  const still = -(r + x) * Math.log(alpha + age)
  return common + (left === -Infinity ? still : logSum(still, left - (r + x) * Math.log(alpha + recency)))
}

function paretoRow(model: LifetimeModel, { common }: RepeatTerms, x: number, recency: number, age: number): number {
  const { r, alpha, a, b } = model
  const still = -(r + x) * Math.log(alpha + age) - a * Math.log(b + age)
  const gone = logGone(model, { repeats: x, recency, age })
  return common + (gone === -Infinity ? still : logSum(still, Math.log(a) + gone))
}

/** Gauss-Legendre nodes and weights on -1 to 1, eight points. */
const NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363]
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763]
/** A panel in which the integrand falls by at most e^4 is exact to nine digits; what has fallen by e^40 does not count any more. */
const FALL = 4
const PANELS_MAX = 10

/**
 * Logarithm of the integral of (alpha+u)^-(r+x) (b+u)^-(a+1) over u from the last purchase to now: the weight of having left between them in the Pareto/NBD;
 * -Infinity when there was no time to. Integrated over log(alpha+u), panel by panel: unlike the hypergeometric form it stays exact and quick when hardly anybody leaves.
 */
export function logGone({ r, alpha, a, b }: LifetimeModel, { repeats: x, recency, age }: History): number {
  if (!(age > recency)) return -Infinity
  const from = Math.log(alpha + recency)
  const length = Math.log((alpha + age) / (alpha + recency))
  const steep = r + x + a + 1
  const panels = Math.max(1, Math.ceil((steep * length) / FALL))
  const half = length / panels / 2
  const bought = 1 - r - x
  let sum = 0
  for (let panel = 0; panel < Math.min(panels, PANELS_MAX); panel++) {
    const middle = (2 * panel + 1) * half
    for (let i = 0; i < 8; i++) {
      const along = middle + half * (i < 4 ? NODES[i]! : -NODES[i - 4]!)
      const time = Math.exp(from + along) - alpha
      sum += WEIGHTS[i & 3]! * Math.exp(bought * along - (a + 1) * Math.log((b + time) / (b + recency)))
    }
  }
  return Math.log(sum * half) + bought * from - (a + 1) * Math.log(b + recency)
}

/** Logarithm of the sum of two numbers of which the logarithms are given. */
export function logSum(one: number, other: number): number {
  const most = Math.max(one, other)
  return most === -Infinity ? most : most + Math.log1p(Math.exp(Math.min(one, other) - most))
}
