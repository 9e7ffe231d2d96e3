/** Rules in English. */
import type { Language, Unit, Verb } from './language.ts'

const UNITS: { readonly [unit in Unit]: string } = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' }

const verb = (did: string, never = did): Verb => ({ did, never })

/** `1 day` as it stands after `in the last`: `day`. */
const bare = (span: string): string => span.replace(/^1 /, '')

/** English. */
export const en: Language = {
  and: (parts) => parts.join(' and '),
  or: (parts) => parts.join(' or '),
  not: (part) => `not (${part})`,
  group: (part) => `(${part})`,
  everybody: 'everybody',
  nobody: 'nobody',
  allOf: 'all of these',
  anyOf: 'at least one of these',
  noneOf: 'not this',
  list: (values) => (values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`),
  truth: (value) => (value ? 'yes' : 'no'),
  span: (amount, unit) => `${amount} ${UNITS[unit]}${amount === 1 ? '' : 's'}`,
  operators: {
    equals: (trait, { value }) => `${trait} is ${value}`,
    not_equals: (trait, { value }) => `${trait} is not ${value}`,
    in: (trait, { list }) => `${trait} is ${list}`,
    not_in: (trait, { list }) => `${trait} is not ${list}`,
    contains: (trait, { value }) => `${trait} contains “${value}”`,
    starts_with: (trait, { value }) => `${trait} starts with “${value}”`,
    ends_with: (trait, { value }) => `${trait} ends with “${value}”`,
    greater_than: (trait, { value }) => `${trait} is more than ${value}`,
    at_least: (trait, { value }) => `${trait} is at least ${value}`,
    less_than: (trait, { value }) => `${trait} is less than ${value}`,
    at_most: (trait, { value }) => `${trait} is at most ${value}`,
    between: (trait, { low, high }) => `${trait} is between ${low} and ${high}`,
    exists: (trait) => `${trait} is known`,
    missing: (trait) => `${trait} is not known`,
    is_true: (trait) => `${trait} is yes`,
    is_false: (trait) => `${trait} is no`,
    within_last: (trait, { span }) => `${trait} was in the last ${bare(span)}`,
    before_last: (trait, { span }) => `${trait} was at least ${span} ago`,
    after_date: (trait, { value }) => `${trait} is ${value} or later`,
    before_date: (trait, { value }) => `${trait} is before ${value}`,
  },
  deed: ({ verb: { did, never = did }, atLeast, negated, span, after, before, where }) => {
    const often = atLeast === 1 ? (negated ? `has not ${never}` : did) : negated ? `${did} fewer than ${atLeast} times` : `${did} at least ${atLeast} times`
    const dates = [after && `since ${after}`, before && `before ${before}`].filter((part) => part !== null).join(' and ')
    const when = [span && `in the last ${bare(span)}`, dates].filter((part) => part)
    return [often, ...when, ...(where === null ? [] : [`(where ${where})`])].join(' ')
  },
  happened: (event) => verb(`did “${event}”`, `done “${event}”`),
  verbs: {
    order_completed: verb('bought'),
    order_refunded: verb('had an order refunded'),
    checkout_started: verb('went to the checkout', 'gone to the checkout'),
    product_added: verb('put a product in the cart'),
    product_viewed: verb('viewed a product'),
    page_viewed: verb('viewed a page'),
    screen_viewed: verb('viewed a screen of the app'),
    products_searched: verb('searched for products'),
    signed_up: verb('signed up'),
    logged_in: verb('logged in'),
    message_delivered: verb('received a message'),
    message_opened: verb('opened a message'),
    message_clicked: verb('clicked in a message'),
    message_bounced: verb('had a message bounce'),
    message_complained: verb('complained about a message'),
    offer_shown: verb('saw an offer', 'seen an offer'),
    offer_clicked: verb('clicked an offer'),
    offer_dismissed: verb('dismissed an offer'),
    consent_given: verb('gave consent', 'given consent'),
    consent_withdrawn: verb('withdrew consent', 'withdrawn consent'),
  },
  member: (segment, negated) => `is ${negated ? 'not ' : ''}in “${segment}”`,
  consents: (purpose, channel, negated) => `may ${negated ? 'not ' : ''}be addressed for ${purpose}${channel === null ? '' : ` by ${channel}`}`,
  times: (count) => (count === 1 ? 'once' : `${count} times`),
  unknown: 'not known',
}
