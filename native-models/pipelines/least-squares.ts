/**
 * Solves `A · X = B` for a symmetric positive definite A by Cholesky decomposition.
 *
 * @param a `[size, size]`, flat; only its lower half is read.
 * @param b `[size, columns]`, flat.
 * @returns X, shaped like B.
 */
export function solveSymmetric(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const columns = b.length / size;
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a[i * size + j]!;
      for (let k = 0; k < j; k++) rest -= lower[i * size + k]! * lower[j * size + k]!;
      lower[i * size + j] = i === j ? Math.sqrt(rest) : rest / lower[j * size + j]!;
    }
  }
  const x = b.slice();
  for (let column = 0; column < columns; column++) {
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) {
        x[i * columns + column]! -= lower[i * size + k]! * x[k * columns + column]!;
      }
      x[i * columns + column]! /= lower[i * (size + 1)]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      for (let k = i + 1; k < size; k++) {
        x[i * columns + column]! -= lower[k * size + i]! * x[k * columns + column]!;
      }
      x[i * columns + column]! /= lower[i * (size + 1)]!;
    }
  }
  return x;
}
