/** Assertions for what cannot be unless we made a mistake. They stay on in production. */

/** Throws when a belief of ours is wrong. For mistakes of users return a reason instead. */
export function assert(condition: boolean, belief: string): asserts condition {
  if (!condition) throw new Error(`Broken assumption: ${belief}`)
}

/** For the default branch of a switch that must be complete: does not compile when a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`Broken assumption: no such case ${JSON.stringify(value)}`)
}
