/** What is known of one arm against another: `points` for the first, a draw being half of one. */
export interface Score {
  readonly first: number;
  readonly second: number;
  readonly points: number;
}

export interface Strength {
  /** On the Elo scale, 0 on average: 400 more is ten times the odds. */
  readonly rating: number;
  /** Bounds of the 95 % confidence interval. */
  readonly low: number;
  readonly high: number;
}

/** Elo points of one unit of log odds. */
const eloPerLogOdds = 400 / Math.LN10;
/** Of a normal distribution: 95 % lie within so many standard errors. */
const z95 = 1.959963984540054;
const mostRounds = 100;

/**
 * Strengths by the Bradley–Terry model: arm i beats arm j with probability 1 / (1 + exp(θj − θi)); a draw counts as half
 * a win for each. Beside the votes each arm has one imagined draw against an arm of strength 0, so that an arm that
 * never lost has a finite strength, and one that never met another a wide interval around the average. Maximum by
 * Newton's method; intervals from the inverse of the observed information.
 *
 * @param count number of arms; `first` and `second` of the scores count from 0
 */
export function rateArms(count: number, scores: readonly Score[]): Strength[] {
  const theta = Array.from({ length: count }, () => 0);
  let covariance: number[][] = [];
  for (let round = 0; round < mostRounds; round++) {
    const { gradient, information } = differentiate(theta, scores);
    covariance = invert(information);
    const step = covariance.map((row) => dot(row, gradient));
    for (const [i, by] of step.entries()) theta[i] = at(theta, i) + by;
    if (Math.max(...step.map(Math.abs), 0) < 1e-12) break;
  }
  covariance = invert(differentiate(theta, scores).information);
  const mean = theta.reduce((sum, value) => sum + value, 0) / Math.max(1, count);
  return theta.map((value, i) => {
    const rating = (value - mean) * eloPerLogOdds;
    const reach = z95 * Math.sqrt(centredVariance(covariance, i)) * eloPerLogOdds;
    return { rating, low: rating - reach, high: rating + reach };
  });
}

/** Gradient and negative Hessian of the log likelihood. */
function differentiate(theta: readonly number[], scores: readonly Score[]) {
  const gradient = theta.map((value) => 0.5 - logistic(value));
  const information = theta.map((value, i) =>
    theta.map((_, j) => (i === j ? logistic(value) * logistic(-value) : 0)),
  );
  for (const { first, second, points } of scores) {
    const expected = logistic(at(theta, first) - at(theta, second));
    gradient[first] = at(gradient, first) + points - expected;
    gradient[second] = at(gradient, second) - points + expected;
    const weight = expected * (1 - expected);
    for (const [i, j, sign] of [
      [first, first, 1],
      [second, second, 1],
      [first, second, -1],
      [second, first, -1],
    ] as const) {
      const row = information[i];
      if (row) row[j] = at(row, j) + sign * weight;
    }
  }
  return { gradient, information };
}

/** Variance of θi less the mean of all θ. */
function centredVariance(covariance: readonly (readonly number[])[], i: number): number {
  const n = covariance.length;
  const weights = covariance.map((_, k) => (k === i ? 1 : 0) - 1 / n);
  return Math.max(
    0,
    dot(
      weights,
      covariance.map((row) => dot(row, weights)),
    ),
  );
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Gauss–Jordan with pivots. The information is positive definite, so there is always one. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < n; column++) {
    const pivot = rows
      .map((row, i) => ({ i, size: Math.abs(at(row, column)) }))
      .slice(column)
      .reduce((best, candidate) => (candidate.size > best.size ? candidate : best)).i;
    const [a, b] = [rows[column] ?? [], rows[pivot] ?? []];
    rows[pivot] = a;
    const scaled = b.map((value) => value / at(b, column));
    for (const [i, row] of rows.entries()) {
      if (i === column) continue;
      const factor = at(row, column);
      rows[i] = row.map((value, k) => value - factor * at(scaled, k));
    }
    rows[column] = scaled;
  }
  return rows.map((row) => row.slice(n));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * at(b, i), 0);
}

function at(values: readonly number[], i: number): number {
  const value = values[i];
  if (value === undefined) throw new RangeError(`There is no arm ${i}.`);
  return value;
}
