/** What is kept of a learner while it runs: running means, and what it foretold lately. */

/** Mean and spread of values that came one by one (Welford 1962). */
export interface Running {
  n: number
  mean: number
  /** Sum of squared distances from the mean. */
  squares: number
}

/** Nothing yet. */
export function running(): Running {
  return { n: 0, mean: 0, squares: 0 }
}

/** One more value. */
export function take(run: Running, value: number): void {
  run.n++
  const before = value - run.mean
  run.mean += before / run.n
  run.squares += before * (value - run.mean)
}

/** Sample variance; 0 below two values. */
export function varianceOf({ n, squares }: Running): number {
  return n < 2 ? 0 : squares / (n - 1)
}

/** The latest chances and what came of them. */
export interface Ring {
  /** As the learner said. */
  readonly raw: Float32Array
  /** As it was shown, corrected or not. */
  readonly shown: Float32Array
  readonly y: Uint8Array
  /** How many were ever written; the place of the next is this modulo the length. */
  written: number
}

/** An empty ring of `size` places. */
export function ring(size: number): Ring {
  return { raw: new Float32Array(size), shown: new Float32Array(size), y: new Uint8Array(size), written: 0 }
}

/** One more; the oldest goes when it is full. */
export function push(into: Ring, raw: number, shown: number, y: number): void {
  const place = into.written++ % into.raw.length
  into.raw[place] = raw
  into.shown[place] = shown
  into.y[place] = y
}

/** The latest `count`, oldest first. */
export function latest(from: Ring, count: number): { readonly raw: Float32Array; readonly shown: Float32Array; readonly y: Uint8Array } {
  const n = Math.min(count, from.written, from.raw.length)
  const [raw, shown, y] = [new Float32Array(n), new Float32Array(n), new Uint8Array(n)]
  for (let i = 0; i < n; i++) {
    const place = (from.written - n + i) % from.raw.length
    raw[i] = from.raw[place] as number
    shown[i] = from.shown[place] as number
    y[i] = from.y[place] as number
  }
  return { raw, shown, y }
}

/** What stands in a ring as bytes (9 for each chance), and back. */
export function ringBytes({ raw, shown, y, written }: Ring): Uint8Array {
  const n = Math.min(written, raw.length)
  const bytes = new Uint8Array(n * 9)
  bytes.set(new Uint8Array(raw.buffer, raw.byteOffset, n * 4))
  bytes.set(new Uint8Array(shown.buffer, shown.byteOffset, n * 4), n * 4)
  bytes.set(y.subarray(0, n), n * 8)
  return bytes
}

/** See `ringBytes`. */
export function ringFrom(bytes: Uint8Array, { size, written }: { readonly size: number; readonly written: number }): Ring {
  const n = bytes.byteLength / 9
  const own = bytes.slice()
  const empty = ring(size)
  empty.raw.set(new Float32Array(own.buffer, 0, n))
  empty.shown.set(new Float32Array(own.buffer, n * 4, n))
  empty.y.set(own.subarray(n * 8))
  return { ...empty, written }
}
