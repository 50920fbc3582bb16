import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { SchedulerError } from './scheduler-error.ts';
import type { SignalAndNoise } from './original-sample.ts';
import { weightedSum } from './weighted-sum.ts';

/** How much of the clean sample is left at each training timestep: what the model was trained with. */
export interface NoiseSchedule {
  readonly numTrainTimesteps: number;
  /** ᾱ_t = Π (1 − β), one per training timestep, falling. float32, as the reference keeps them. */
  readonly alphasCumprod: Float32Array;
}

const { fround } = Math;

/**
 * Betas and their cumulative product, rounded to float32 where diffusers rounds (0.40.0 on torch CPU): the smallest
 * sigmas are differences of nearly equal numbers, so the rounding shows in the fifth digit.
 *
 * @throws SchedulerError `invalid-config` for betas with which noise does not grow from one timestep to the next: the
 *   samplers divide by what it grows by.
 */
export function createNoiseSchedule(config: NoiseScheduleConfig): NoiseSchedule {
  const { rescaleBetasZeroSnr = false } = config;
  const betas = rescaleBetasZeroSnr
    ? rescaleZeroTerminalSnr(createBetas(config))
    : createBetas(config);
  const alphasCumprod = cumulativeAlphas(betas);
  // Only zero terminal SNR ends in pure noise.
  const least = rescaleBetasZeroSnr ? 0 : Number.MIN_VALUE;
  if (!alphasCumprod.every((value, t) => value < (alphasCumprod[t - 1] ?? 1) && value >= least)) {
    throw new SchedulerError(
      'invalid-config',
      'The scheduler configuration has betas with which noise does not grow from each of the training timesteps to the next. Get the original scheduler_config.json.',
    );
  }
  return { numTrainTimesteps: betas.length, alphasCumprod };
}

/** Shares of the clean sample and of the noise at an integer training timestep. */
export function signalAndNoiseAt(
  { alphasCumprod }: NoiseSchedule,
  timestep: number,
): SignalAndNoise {
  const alphaBar = alphasCumprod[timestep]!;
  return { alpha: Math.sqrt(alphaBar), sigma: Math.sqrt(1 - alphaBar) };
}

/** `√ᾱ_t · original + √(1 − ᾱ_t) · noise` at an integer training timestep. */
export function addNoiseAtTimestep(
  schedule: NoiseSchedule,
  original: Float32Array,
  noise: Float32Array,
  timestep: number,
): Float32Array {
  const { alpha, sigma } = signalAndNoiseAt(schedule, timestep);
  return weightedSum([alpha, original], [sigma, noise]);
}

function createBetas(config: NoiseScheduleConfig): Float32Array {
  const {
    numTrainTimesteps = 1000,
    betaStart = 0.0001,
    betaEnd = 0.02,
    betaSchedule = 'linear',
    trainedBetas,
  } = config;
  if (trainedBetas !== undefined) return Float32Array.from(trainedBetas);
  switch (betaSchedule) {
    case 'linear':
      return float32Linspace(betaStart, betaEnd, numTrainTimesteps);
    case 'scaled_linear':
      // Latent diffusion: linear in √β.
      return float32Linspace(Math.sqrt(betaStart), Math.sqrt(betaEnd), numTrainTimesteps).map(
        (root) => root * root,
      );
    case 'squaredcos_cap_v2':
      return cosineBetas(numTrainTimesteps);
    default:
      throw new SchedulerError('unsupported-option', `No beta schedule "${String(betaSchedule)}".`);
  }
}

/** torch.linspace in float32: counted from both ends, so that both are exact. */
function float32Linspace(start: number, end: number, count: number): Float32Array {
  const [first, last] = [fround(start), fround(end)];
  const step = fround(fround(last - first) / (count - 1));
  return Float32Array.from({ length: count }, (_, i) =>
    i < count / 2 ? first + step * i : last - step * (count - 1 - i),
  );
}

/** Nichol & Dhariwal 2021 (arXiv 2102.09672), eq. 17, with β capped at 0.999. */
function cosineBetas(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) =>
    Math.min(1 - cosineAlphaBar((i + 1) / count) / cosineAlphaBar(i / count), 0.999),
  );
}

function cosineAlphaBar(u: number): number {
  return Math.cos((((u + 0.008) / 1.008) * Math.PI) / 2) ** 2;
}

/** torch.cumprod on the CPU accumulates float32 numbers in float64 and rounds each result. */
function cumulativeAlphas(betas: Float32Array): Float32Array {
  let product = 1;
  return betas.map((beta) => (product *= fround(1 - beta)));
}

/** Lin et al. 2023 (arXiv 2305.08891), algorithm 1: shift and scale √ᾱ so that the last timestep is pure noise. */
function rescaleZeroTerminalSnr(betas: Float32Array): Float32Array {
  const roots = cumulativeAlphas(betas).map(Math.sqrt);
  const [first, last] = [roots[0]!, roots.at(-1)!];
  const scale = fround(first / fround(first - last));
  const alphasBar = roots.map((root) => fround(fround(root - last) * scale) ** 2);
  return alphasBar.map(
    (alphaBar, t) => 1 - fround(t === 0 ? alphaBar : alphaBar / alphasBar[t - 1]!),
  );
}
