/** Decisions explained in English. */
import type { Words } from './words.ts'

const UNITS = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' } as const

/** English. */
export const en: Words = {
  nothing: 'Do nothing',
  duration: (n, unit) => `${n} ${UNITS[unit]}${n === 1 ? '' : 's'}`,
  chosenBest: (offer, value, chance) => `“${offer}” was chosen because it is worth most here (${value}); its chance was ${chance}.`,
  chosenExplored: (offer, value, chance, best) => `“${offer}” (${value}) was chosen to learn, although “${best}” is expected to be worth more; its chance was ${chance}.`,
  chosenNothing: (chance) => `Nothing was shown because no offer is worth more than silence; the chance of that was ${chance}.`,
  chosenNothingExplored: (chance, best) => `Nothing was shown in order to learn what “${best}” really changes; the chance of that was ${chance}.`,
  worthLess: (offer, value, best, bestValue, chance) => `“${offer}” was possible, but it is worth ${value} and “${best}” ${bestValue}; its chance was ${chance}.`,
  bestButExplored: (offer, value, chance) => `“${offer}” is worth most (${value}), but this decision was used to learn about another choice; its chance was ${chance}.`,
  out: {
    placement: (offer) => `“${offer}” does not belong in this place.`,
    notYet: (offer, from) => `“${offer}” only starts on ${from}.`,
    over: (offer, until) => `“${offer}” ended on ${until}.`,
    consent: (offer, purpose) => `“${offer}” needs consent for “${purpose}”, which the person has not given.`,
    eligibility: (offer) => `The person does not meet the conditions of “${offer}”.`,
    cap: (offer, most, within) => `“${offer}” has already been shown as often as allowed (${most} in ${within}).`,
    tier: (offer) => `“${offer}” gave way to an offer of higher priority.`,
  },
  notConsidered: (offer) => `“${offer}” did not exist in the version that decided.`,
}
