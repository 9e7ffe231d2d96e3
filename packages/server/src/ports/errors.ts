/** Failures of ports that callers act on. Everything else is a bug or an outage and stops the writer. */

/** Another writer has taken over; stop writing at once. */
export class Fenced extends Error {
  override readonly name = 'Fenced'
}

/** A position is already taken: read again from the log and retry. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}

/** No room to write. Nothing was accepted; answer 503 and try again later. */
export class Full extends Error {
  override readonly name = 'Full'
}
