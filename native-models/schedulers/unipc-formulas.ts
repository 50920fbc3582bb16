import { signalAndNoise } from './original-sample.ts';

export interface UniPcWeights {
  readonly sample: number;
  /** One per earlier prediction used, newest first. */
  readonly history: readonly number[];
  /** Weight of the prediction made where the update arrives; 0 for the predictor. */
  readonly arrived: number;
}

/**
 * One update of UniPC as weights: `x_t = sample·x + Σ historyₖ·mₖ + arrived·m_t`.
 *
 * The paper writes it (eq. 3 and 8) with the differences `D_k = (m_k − m₀) / r_k`, r_k the distance of m_k in half
 * log-SNR λ, in units of the step h; they are linear in the predictions, so their weights are folded in here.
 *
 * @param basis the function B(h): h (`bh1`) or eʰ − 1 (`bh2`).
 * @param levels sigmas from the one that the update leads to, backwards in time; one more than the order. The first may
 * be 0 for a predictor of order 1.
 */
export function unipcWeights(
  basis: 'bh1' | 'bh2',
  target: 'data' | 'noise',
  levels: readonly number[],
  role: 'predict' | 'correct',
): UniPcWeights {
  const [t, s] = [signalAndNoise(levels[0]!), signalAndNoise(levels[1]!)];
  const lambdas = levels.map((sigma) => -Math.log(sigma));
  const h = lambdas[0]! - lambdas[1]!;
  const hh = target === 'data' ? -h : h;
  const b = basis === 'bh1' ? hh : Math.expm1(hh);
  // Scale of the differences, and of the sample as the linear part of the equation carries it.
  const scale = target === 'data' ? t.alpha : t.sigma;
  const sample = target === 'data' ? t.sigma / s.sigma : t.alpha / s.alpha;

  const distances = lambdas.slice(2).map((lambda) => (lambda - lambdas[1]!) / h);
  const nodes = role === 'correct' ? [...distances, 1] : distances;
  const rhos = differenceWeights(nodes, hh, b);
  const onDifferences = nodes.map((r, k) => (-scale * b * rhos[k]!) / r);
  const onNewest = -scale * Math.expm1(hh) - onDifferences.reduce((sum, weight) => sum + weight, 0);
  return {
    sample,
    history: [onNewest, ...onDifferences.slice(0, distances.length)],
    arrived: role === 'correct' ? onDifferences.at(-1)! : 0,
  };
}

/**
 * The coefficients a of eq. 5: `Σ_k a_k·r_kⁿ⁻¹ = n!·φ_{n+1}(hh)·hhⁿ… / B` for n = 1, 2 …, as many as there are nodes. A
 * single one is taken for ½, its limit for small steps, as the authors' code and diffusers do.
 */
function differenceWeights(nodes: readonly number[], hh: number, b: number): number[] {
  if (nodes.length === 0) return [];
  if (nodes.length === 1) return [0.5];
  let phi = Math.expm1(hh) / hh - 1;
  let factorial = 1;
  const rows = nodes.map((_, n) => {
    const right = (phi * factorial) / b;
    factorial *= n + 2;
    phi = phi / hh - 1 / factorial;
    return [...nodes.map((r) => r ** n), right];
  });
  return solveLinear(rows);
}

/** Gaussian elimination with pivoting; rows hold the coefficients, then the right-hand side. */
function solveLinear(rows: number[][]): number[] {
  const left = rows.map((row) => [...row]);
  const size = left.length;
  for (let column = 0; column < size; column++) {
    const pivot = left
      .slice(column)
      .reduce((best, row) => (Math.abs(row[column]!) > Math.abs(best[column]!) ? row : best));
    left.splice(left.indexOf(pivot), 1);
    left.splice(column, 0, pivot);
    for (const row of left) {
      if (row === pivot) continue;
      const factor = row[column]! / pivot[column]!;
      for (let k = column; k <= size; k++) row[k]! -= factor * pivot[k]!;
    }
  }
  return left.map((row, k) => row[size]! / row[k]!);
}
