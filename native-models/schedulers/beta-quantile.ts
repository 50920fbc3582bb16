/**
 * Quantile of the Beta(a, b) distribution by bisection of its cumulative function: `scipy.stats.beta.ppf` to 1e-12.
 * Some fifty probabilities per run are asked for, so plainness goes before speed.
 */
export function betaQuantile(probability: number, a: number, b: number): number {
  if (probability <= 0) return 0;
  if (probability >= 1) return 1;
  // Exactly, as it is rounded to a timestep that lies as far from 499 as from 500.
  if (a === b && probability === 0.5) return 0.5;
  let [low, high] = [0, 1];
  while (high - low > 1e-15) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (regularizedIncompleteBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** I_x(a, b), continued fraction of the Digital Library of Mathematical Functions, 8.17.22. */
function regularizedIncompleteBeta(x: number, a: number, b: number): number {
  // The fraction converges fast below this point only; above it the symmetry I_x(a,b) = 1 − I_{1−x}(b,a) helps.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedIncompleteBeta(1 - x, b, a);
  const front = Math.exp(
    a * Math.log(x) + b * Math.log1p(-x) - Math.log(a) - logBetaFunction(a, b),
  );
  let fraction = 1;
  for (let m = 60; m >= 1; m--) {
    const half = m >> 1;
    const d =
      m % 2 === 0
        ? (half * (b - half) * x) / ((a + m - 1) * (a + m))
        : (-(a + half) * (a + b + half) * x) / ((a + m - 1) * (a + m));
    fraction = 1 + d / fraction;
  }
  return front / fraction;
}

function logBetaFunction(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** log Γ(x), x > 0: the recurrence up to 15, then Stirling's series (DLMF 5.11.1), good to 1e-15. */
function logGamma(x: number): number {
  let [shifted, correction] = [x, 0];
  while (shifted < 15) correction -= Math.log(shifted++);
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (
    correction + (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series
  );
}
