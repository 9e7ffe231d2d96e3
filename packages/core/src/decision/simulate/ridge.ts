/** Least squares with a ridge, one example at a time and exactly (recursive least squares, Sherman and Morrison 1950): few examples go far where features are dense. */

/** One target learned from dense features. */
export interface Ridge {
  predict(x: Float64Array): number
  learn(x: Float64Array, y: number): void
}

/** Weights begin at 0; `ridge` is how strongly they are held there. Work and memory grow with the square of `width`. */
export function createRidge(width: number, ridge = 1): Ridge {
  const weights = new Float64Array(width)
  const inverse = new Float64Array(width * width)
  const turned = new Float64Array(width)
  for (let i = 0; i < width; i++) inverse[i * width + i] = 1 / ridge
  const predict = (x: Float64Array): number => {
    let sum = 0
    for (let i = 0; i < width; i++) sum += (weights[i] ?? 0) * (x[i] ?? 0)
    return sum
  }
  return {
    predict,
    learn(x, y) {
      let spread = 1
      for (let i = 0; i < width; i++) {
        let sum = 0
        const row = i * width
        for (let j = 0; j < width; j++) sum += (inverse[row + j] ?? 0) * (x[j] ?? 0)
        turned[i] = sum
        spread += sum * (x[i] ?? 0)
      }
      const step = (y - predict(x)) / spread
      for (let i = 0; i < width; i++) {
        const own = turned[i] ?? 0
        weights[i] = (weights[i] ?? 0) + step * own
        const part = own / spread
        const row = i * width
        for (let j = 0; j < width; j++) inverse[row + j] = (inverse[row + j] ?? 0) - part * (turned[j] ?? 0)
      }
    },
  }
}
