/** Numbers made short before they are used: what a decision reckons with is then exactly what its row holds, in few characters. */

const TENS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22] as const

/** The number with so many significant digits (1 to 15). Smaller than 1e-15 is 0; what is not finite is 0. */
export function significant(value: number, digits: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0
  const size = Math.floor(Math.log10(Math.abs(value)))
  if (size < -15) return 0
  const shift = digits - 1 - size
  if (shift < 0) return Math.round(value / (TENS[-shift] ?? 1)) * (TENS[-shift] ?? 1)
  const by = TENS[Math.min(shift, 22)] ?? 1
  return Math.round(value * by) / by
}

/** The number with so many digits after the point (0 to 15). */
export function decimals(value: number, digits: number): number {
  const by = TENS[digits] ?? 1
  return Math.round(value * by) / by
}
