import type { PredictionType } from './scheduler.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * x₀ from a prediction about `x = α·x₀ + σ·ε` with α² + σ² = 1 (variance preserving). Velocity is `v = α·ε − σ·x₀`
 * (Salimans & Ho 2022, arXiv 2202.00512).
 */
export function originalSample(
  type: PredictionType,
  output: Float32Array,
  sample: Float32Array,
  { alpha, sigma }: SignalAndNoise,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return weightedSum([1 / alpha, sample], [-sigma / alpha, output]);
    case 'v_prediction':
      return weightedSum([alpha, sample], [-sigma, output]);
    case 'sample':
      return output;
  }
}

/** ε from the same prediction. */
export function predictedNoise(
  type: PredictionType,
  output: Float32Array,
  sample: Float32Array,
  { alpha, sigma }: SignalAndNoise,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return output;
    case 'v_prediction':
      return weightedSum([alpha, output], [sigma, sample]);
    case 'sample':
      return weightedSum([1 / sigma, sample], [-alpha / sigma, output]);
  }
}

/** Share of the clean sample and of the noise in a sample; the squares add up to 1. */
export interface SignalAndNoise {
  readonly alpha: number;
  readonly sigma: number;
}

/** A sigma of the variance-exploding form as shares of a sample of unit variance. */
export function signalAndNoise(sigma: number): SignalAndNoise {
  const alpha = 1 / Math.sqrt(sigma ** 2 + 1);
  return { alpha, sigma: sigma * alpha };
}
