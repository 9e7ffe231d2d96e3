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
    stopped: (offer) => `“${offer}” cannot go out here: this channel was stopped for the person.`,
    dismissed: (offer) => `The person closed “${offer}”, so it rests for now.`,
    moment: (offer, moment) => `“${offer}” would be out of place now: ${moment}.`,
    stock: (offer, stock) => `All ${stock} pieces of “${offer}” are taken.`,
    budget: (offer, budget) => `“${offer}” would exceed the budget “${budget}”.`,
    group: (offer, told) => `“${offer}” would contradict “${told}”, which the person has just been told.`,
    control: (offer) => `“${offer}” was possible, but this quarter the person belongs to the group for which nothing is proposed.`,
  },
  nothingPossible: (reasons) => `Nothing was shown because no offer was possible: ${reasons}.`,
  failed: {
    placement: (n) => `${n} belong${n === 1 ? 's' : ''} elsewhere`,
    consent: (n) => `${n} lack${n === 1 ? 's' : ''} consent`,
    suppression: (n) => `${n} stopped or closed by the person`,
    eligibility: (n) => `${n} for other people`,
    moment: (n) => `${n} out of place in this moment`,
    schedule: (n) => `${n} not running now`,
    stock: (n) => `${n} out of stock`,
    budget: (n) => `${n} over budget`,
    cap: (n) => `${n} shown often enough`,
    group: (n) => `${n} would contradict what was said before`,
    tier: (n) => `${n} gave way to something more important`,
    control: (n) => `${n} held back for comparison`,
  },
  chosenControl: () => 'Nothing was proposed: this quarter the person belongs to the small group that shows what proposing is worth. Help is not withheld.',
  worth: ({ chance, value, lever, cost, channelCost, shadow, moments, score }) =>
    [`chance ${chance} × value ${value}`, lever && ` × lever ${lever}`, cost && ` − cost ${cost}`, channelCost && ` − channel ${channelCost}`, shadow && ` − scarce budget ${shadow}`, moments && ` − this moment ${moments}`, ` = ${score}`]
      .filter(Boolean)
      .join(''),
  momentsHold: (moments) => `What holds right now and weighs on offers: ${moments}.`,
  spokeFor: (list) => `What spoke for it: ${list}.`,
  spokeAgainst: (list) => `What spoke against it: ${list}.`,
  onlyWatches: (chance) => `The model only watches; it would have said ${chance}.`,
  comma: ', ',
  notConsidered: (offer) => `“${offer}” did not exist in the version that decided.`,
}
