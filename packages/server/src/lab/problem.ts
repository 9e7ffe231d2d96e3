/** What keeps the lab from doing what it was asked: what, where, and what to do. */

/** `code` 1: the files do not allow it; 2: it was asked wrongly. */
export class LabProblem extends Error {
  override readonly name = 'LabProblem'
  readonly next: string
  readonly code: 1 | 2

  constructor(what: string, next: string, code: 1 | 2 = 1) {
    super(what)
    this.next = next
    this.code = code
  }
}
