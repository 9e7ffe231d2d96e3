/** The order `numpy.random.RandomState(seed).permutation(rows)` gives, so that figures made elsewhere can be compared row by row. */

const SIZE = 624
const MIDDLE = 397

/** Mersenne Twister (Matsumoto and Nishimura 1998), 32 bits a call. */
function twister(seed: number): () => number {
  const state = new Uint32Array(SIZE)
  state[0] = seed
  for (let i = 1; i < SIZE; i++) {
    const before = state[i - 1] ?? 0
    state[i] = Math.imul(1_812_433_253, before ^ (before >>> 30)) + i
  }
  let next = SIZE
  return () => {
    if (next === SIZE) {
      for (let i = 0; i < SIZE; i++) {
        const mixed = ((state[i] ?? 0) & 0x80000000) | ((state[(i + 1) % SIZE] ?? 0) & 0x7fffffff)
        state[i] = (state[(i + MIDDLE) % SIZE] ?? 0) ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0)
      }
      next = 0
    }
    let drawn = state[next++] ?? 0
    drawn ^= drawn >>> 11
    drawn ^= (drawn << 7) & 0x9d2c5680
    drawn ^= (drawn << 15) & 0xefc60000
    return (drawn ^ (drawn >>> 18)) >>> 0
  }
}

/** The order: Fisher and Yates from the end, places by masks and rejection as numpy draws them. */
export function numpyOrder(rows: number, seed: number): Int32Array {
  const draw = twister(seed)
  const order = Int32Array.from({ length: rows }, (_, row) => row)
  for (let i = rows - 1; i > 0; i--) {
    const mask = 2 ** (32 - Math.clz32(i)) - 1
    let j = draw() & mask
    while (j > i) j = draw() & mask
    const kept = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = kept
  }
  return order
}
