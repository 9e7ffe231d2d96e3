/** Record linkage: which records of a table, or which live profiles, are one person, without anybody labelling anything. */
export type * from './types.ts'
export { ROLES } from './types.ts'
export { guessRoles } from './roles.ts'
export { matchRecords, matchSteps } from './steps.ts'
export { defaultModel, keysOf, readRecord, scorePair } from './model.ts'
export { households } from './household.ts'
