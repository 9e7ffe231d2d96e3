/** How likely purchase histories are under a lifetime model: the sum over all customers of the logarithm. */
import { hypergeometric, logBeta, logGamma } from './special.ts'
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
  return common + (gone === -Infinity ? still : logSum(still, Math.log(a / (r + a + x)) + gone))
}

/** Logarithm of A0 of the Pareto/NBD: the weight of having left between the last purchase and now; -Infinity when there was no time to. */
export function logGone({ r, alpha, a, b }: LifetimeModel, { repeats: x, recency, age }: History): number {
  const [most, least, second] = alpha >= b ? [alpha, b, a + 1] : [b, alpha, r + x]
  const sum = r + a + x
  const part = (time: number): number => Math.log(hypergeometric(sum, second, sum + 1, (most - least) / (most + time))) - sum * Math.log(most + time)
  const early = part(recency)
  const late = part(age)
  return late >= early ? -Infinity : early + Math.log1p(-Math.exp(late - early))
}

/** Logarithm of the sum of two numbers of which the logarithms are given. */
export function logSum(one: number, other: number): number {
  const most = Math.max(one, other)
  return most === -Infinity ? most : most + Math.log1p(Math.exp(Math.min(one, other) - most))
}
