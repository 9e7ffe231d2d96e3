/** Line by line what differs between two texts, for reviews in the terminal. */

/** Lines with `+`, `-` or a space in front; equal stretches are cut to two lines around a change. */
export function lineDiff(before: string, after: string): readonly string[] {
  const a = before === '' ? [] : before.trimEnd().split('\n')
  const b = after === '' ? [] : after.trimEnd().split('\n')
  // Longest common subsequence; definitions are short, and long ones are shown as replaced.
  if (a.length * b.length > 1_000_000) return [...a.map((line) => `- ${line}`), ...b.map((line) => `+ ${line}`)]
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1))
  const common = (i: number, j: number): number => lengths[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) lengths[i]![j] = a[i] === b[j] ? common(i + 1, j + 1) + 1 : Math.max(common(i + 1, j), common(i, j + 1))
  }
  const lines: string[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(`  ${a[i++]}`)
      j++
    } else if (i < a.length && (j >= b.length || common(i + 1, j) >= common(i, j + 1))) lines.push(`- ${a[i++]}`)
    else lines.push(`+ ${b[j++]}`)
  }
  return lines.filter((line, i) => !line.startsWith(' ') || lines.slice(Math.max(0, i - 2), i + 3).some((near) => !near.startsWith(' ')))
}
