import type { Factors, Magnitude } from './weight-delta.ts';

/** `[rows, width]`, as `Factors` describes it. */
type MatrixShape = readonly [rows: number, width: number];

/**
 * The matrix that factors multiply out to. A 1×1 convolution and a linear layer are the same.
 *
 * @param kernel of the weight that they are for, e.g. `[3, 3]`; empty for a linear layer.
 * @returns null where they do not go together.
 */
function shapeOfFactors(factors: Factors, kernel: readonly number[]): MatrixShape | null {
  switch (factors.kind) {
    case 'whole':
      return matrixOf(factors.tensor.shape, kernel);
    case 'product': {
      const [rows, rank] = matrixOf(factors.up.shape, []) ?? [0, 0];
      const [downRank, width] = matrixOf(factors.down.shape, kernel) ?? [0, 0];
      return rank > 0 && rank === downRank ? [rows, width] : null;
    }
    case 'tucker': {
      const { up, core, down, isTurned } = factors;
      const [first, second] = matrixOf(up.shape, []) ?? [0, 0];
      const [rows, upRank] = isTurned ? [second, first] : [first, second];
      const [downRank, columns] = matrixOf(down.shape, []) ?? [0, 0];
      const [coreUp, coreDown, ...sizes] = core.shape;
      const isSound = coreUp === upRank && coreDown === downRank && sameSizes(sizes, kernel);
      return isSound && columns > 0 ? [rows, columns * product(kernel)] : null;
    }
    case 'hadamard': {
      const [a, b] = factors.factors.map((factor) => shapeOfFactors(factor, kernel));
      return a && b && a[0] === b[0] && a[1] === b[1] ? a : null;
    }
    case 'kronecker': {
      const [first, second] = factors.factors;
      const [a, b] = [shapeOfFactors(first, []), shapeOfFactors(second, kernel)];
      return a && b && [a[0] * b[0], a[1] * b[1]];
    }
  }
}

/** Whether factors, and lengths for their rows or columns, are for a weight of this shape. */
export function fitsWeight(
  factors: Factors,
  magnitude: Magnitude | undefined,
  weight: readonly number[],
): boolean {
  const [rows = 1, columns = 1, ...kernel] = weight;
  const found = shapeOfFactors(factors, kernel);
  if (found?.[0] !== rows || found[1] !== columns * product(kernel)) return false;
  if (magnitude === undefined) return true;
  return product(magnitude.tensor.shape) === (magnitude.per === 'output' ? rows : columns);
}

/** Rows are a tensor's first axis. Null where it holds nothing, or has another kernel. */
function matrixOf(shape: readonly number[], kernel: readonly number[]): MatrixShape | null {
  const [rows = 1, columns = 1, ...sizes] = trimOnes(shape);
  if (sizes.length > 0 && !sameSizes(sizes, kernel)) return null;
  const width = columns * product(sizes);
  return rows > 0 && width > 0 ? [rows, width] : null;
}

/** A shape without the axes of length 1 at its end. */
export function trimOnes(shape: readonly number[]): readonly number[] {
  return shape.slice(0, shape.findLastIndex((size) => size !== 1) + 1);
}

function sameSizes(a: readonly number[], b: readonly number[]): boolean {
  const [first, second] = [trimOnes(a), trimOnes(b)];
  return first.length === second.length && first.every((size, axis) => size === second[axis]);
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}
