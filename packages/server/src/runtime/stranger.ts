/** A person of whom nothing is known: what a decision looks at where nobody is named, or somebody does not want to be profiled. */

/** See the top of the file. */
export const STRANGER = { traits: {}, counters: {}, segments: {}, consent: {}, offers: {} }
