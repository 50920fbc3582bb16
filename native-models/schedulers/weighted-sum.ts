/** `weight · array`. A zero weight drops the term, whatever the array holds. */
export type Term = readonly [weight: number, values: Float32Array];

/**
 * `Σ weightⱼ · xⱼ`, element by element: accumulated in float64 and rounded once to float32. The schedulers' formulas are
 * such sums; written so, they can be read against the paper.
 */
export function weightedSum(...terms: readonly Term[]): Float32Array {
  const length = terms[0]?.[1].length ?? 0;
  for (const [, values] of terms) {
    if (values.length !== length)
      throw new RangeError(`Arrays of ${length} and ${values.length} elements cannot be added.`);
  }
  const [first, second, third, ...more] = terms.filter(([weight]) => weight !== 0);
  const result = new Float32Array(length);
  if (!first) return result;
  if (more.length > 0) return addUp(length, [first, second!, third!, ...more]);
  // Most sums have up to three terms: without an array between they take a third of the time.
  const [a, x] = first;
  if (!second) {
    for (let k = 0; k < length; k++) result[k] = a * x[k]!;
    return result;
  }
  const [b, y] = second;
  if (!third) {
    for (let k = 0; k < length; k++) result[k] = a * x[k]! + b * y[k]!;
    return result;
  }
  const [c, z] = third;
  for (let k = 0; k < length; k++) result[k] = a * x[k]! + b * y[k]! + c * z[k]!;
  return result;
}

function addUp(length: number, terms: readonly Term[]): Float32Array {
  const sum = new Float64Array(length);
  for (const [weight, values] of terms)
    for (let k = 0; k < length; k++) sum[k]! += weight * values[k]!;
  return new Float32Array(sum);
}
