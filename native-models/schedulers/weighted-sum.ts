/** `weight · array`. A zero weight drops the term, whatever the array holds. */
export type Term = readonly [weight: number, values: Float32Array];

/**
 * `Σ weightⱼ · xⱼ`, element by element: accumulated in float64 and rounded once to float32. The schedulers' formulas are
 * such sums; written so, they can be read against the paper.
 */
export function weightedSum(...terms: readonly Term[]): Float32Array {
  const length = terms[0]?.[1].length ?? 0;
  const sum = new Float64Array(length);
  for (const [weight, values] of terms) {
    if (values.length !== length) {
      throw new RangeError(`Arrays of ${length} and ${values.length} elements cannot be added.`);
    }
    if (weight === 0) continue;
    for (let k = 0; k < length; k++) sum[k]! += weight * values[k]!;
  }
  return Float32Array.from(sum);
}
