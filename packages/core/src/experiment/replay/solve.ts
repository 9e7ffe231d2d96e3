/** Solving a symmetric positive system of equations. */

/** x with `matrix` x = `right` by Cholesky; the matrix is row-major and only its lower half is read. Null when it is not positive. Overwrites both. */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const n = right.length
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!
      if (i !== j) matrix[i * n + j] = sum / matrix[j * n + j]!
      else if (sum > 0) matrix[i * n + i] = Math.sqrt(sum)
      else return null
    }
  }
  for (let i = 0; i < n; i++) {
    let sum = right[i]!
    for (let k = 0; k < i; k++) sum -= matrix[i * n + k]! * right[k]!
    right[i] = sum / matrix[i * n + i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i]!
    for (let k = i + 1; k < n; k++) sum -= matrix[k * n + i]! * right[k]!
    right[i] = sum / matrix[i * n + i]!
  }
  return right
}
