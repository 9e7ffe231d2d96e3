/** Where a condition stands: about a person, or about one event (inside `where`). */

/** `event` names the type whose properties the pickers offer. */
export type Place = { readonly is: 'person' } | { readonly is: 'event'; readonly type: string }
