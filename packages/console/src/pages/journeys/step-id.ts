/** Ids for new steps. People inside a journey are held by them, so an id is never used twice. */

/** `wait-3`: the kind and the first number above every number in use. */
export function nextStepId(kind: string, steps: readonly { readonly id: string }[]): string {
  const most = steps.reduce((best, { id }) => Math.max(best, Number(/-(\d+)$/.exec(id)?.[1] ?? 0)), 0)
  return `${kind}-${most + 1}`
}
