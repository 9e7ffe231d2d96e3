/** How verdicts look. */

/** The colour of a verdict; its words carry the meaning. */
export const VERDICT_TONES = { better: 'good', worse: 'bad', no_difference_yet: 'plain', not_enough_data: 'plain', no_support: 'warn', refused: 'warn' } as const
