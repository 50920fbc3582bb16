import { betaQuantile } from './beta-quantile.ts';
import { namedLevels } from './named-levels.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { ramp } from './ramp.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';

const { fround } = Math;

/**
 * σ_t = √((1 − ᾱ_t) / ᾱ_t) for every training timestep, rising, in float32 as the reference computes it. A zero-SNR
 * schedule ends with ᾱ = 0, taken for 2⁻²⁴ so that its sigma is finite (4096): what the sigma-based classes of diffusers do.
 */
export function trainingSigmas({ alphasCumprod }: NoiseSchedule): Float32Array {
  return alphasCumprod.map((alpha) => {
    const finite = alpha === 0 ? 2 ** -24 : alpha;
    return Math.sqrt(fround(fround(1 - finite) / finite));
  });
}

/** Sigmas at fractional timesteps, linear between neighbours (numpy.interp: clamped at both ends). */
export function interpolateSigmas(timesteps: readonly number[], sigmas: Float32Array): number[] {
  const last = sigmas.length - 1;
  return timesteps.map((t) => {
    const low = Math.min(Math.max(Math.floor(t), 0), last);
    const high = Math.min(low + 1, last);
    const share = Math.min(Math.max(t - low, 0), 1);
    return sigmas[low]! + share * (sigmas[high]! - sigmas[low]!);
  });
}

/** Karras et al. 2022 (arXiv 2206.00364), eq. 5 with ρ = 7: evenly spaced in σ^(1/ρ), from high to low. */
function karrasSigmas(sigmaMin: number, sigmaMax: number, count: number): number[] {
  const rho = 7;
  const [min, max] = [sigmaMin ** (1 / rho), sigmaMax ** (1 / rho)];
  return ramp(count).map((u) => (max + u * (min - max)) ** rho);
}

/** Evenly spaced in log σ, from high to low. Also Lu et al.'s λ spacing with ρ = 1, as −λ is log σ here. */
export function exponentialSigmas(sigmaMin: number, sigmaMax: number, count: number): number[] {
  const [min, max] = [Math.log(sigmaMin), Math.log(sigmaMax)];
  return ramp(count).map((u) => Math.exp(max + u * (min - max)));
}

/** Lee et al. 2024 (arXiv 2407.12173): quantiles of Beta(0.6, 0.6), denser at both ends, from high to low. */
function betaSigmas(sigmaMin: number, sigmaMax: number, count: number): number[] {
  return ramp(count).map((u) => sigmaMin + betaQuantile(1 - u, 0.6, 0.6) * (sigmaMax - sigmaMin));
}

/**
 * The schedule that the configuration chooses in place of the model's own, between two sigmas; `null` where it chooses
 * none.
 *
 * @param training all levels, of which those with other programs' names take their ends.
 * @throws SchedulerError `invalid-steps`
 */
export function chosenSigmas(
  config: NoiseScheduleConfig,
  training: Float32Array,
  [sigmaMin, sigmaMax]: readonly [number, number],
  count: number,
): number[] | null {
  if (config.namedLevels) return namedLevels(config.namedLevels, training, count);
  if (config.useKarrasSigmas) return karrasSigmas(sigmaMin, sigmaMax, count);
  if (config.useExponentialSigmas) return exponentialSigmas(sigmaMin, sigmaMax, count);
  if (config.useBetaSigmas) return betaSigmas(sigmaMin, sigmaMax, count);
  return null;
}

/** The fractional training timestep of a sigma, linear in log σ between neighbours. */
export function timestepOfSigma(sigma: number, sigmas: Float32Array): number {
  const logSigma = Math.log(Math.max(sigma, 1e-10));
  const above = sigmas.findIndex((candidate) => Math.log(candidate) > logSigma);
  const low = Math.min(Math.max(above === -1 ? sigmas.length : above - 1, 0), sigmas.length - 2);
  const [logLow, logHigh] = [Math.log(sigmas[low]!), Math.log(sigmas[low + 1]!)];
  return low + Math.min(Math.max((logSigma - logLow) / (logHigh - logLow), 0), 1);
}
