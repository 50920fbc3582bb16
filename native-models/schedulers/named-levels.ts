import { betaQuantile } from './beta-quantile.ts';
import { ramp } from './ramp.ts';
import { checkDistinctLevels, roundHalfToEven } from './timestep-spacing.ts';

/*
 * Noise levels that users of stable-diffusion-webui and ComfyUI know and diffusers does not lay out. They go from the training's
 * highest level down, whatever timesteps the model's configuration would choose; none follows the last one.
 */

export type NamedLevels = keyof typeof layouts;

/** @param training rising, as `trainingSigmas`. @throws SchedulerError `invalid-steps` */
export function namedLevels(name: NamedLevels, training: Float32Array, count: number): number[] {
  return layouts[name](training, count);
}

const layouts = {
  polyexponential,
  'kl-optimal': klOptimal,
  'align-your-steps': alignYourSteps,
  'beta-timesteps': betaTimesteps,
} as const satisfies Readonly<Record<string, (training: Float32Array, count: number) => number[]>>;

/** `get_sigmas_polyexponential` of k-diffusion with ρ = 1, which no program changes unasked: even steps of log σ. */
function polyexponential(training: Float32Array, count: number): number[] {
  const [min, max] = [Math.log(training[0]!), Math.log(training.at(-1)!)];
  return ramp(count).map((u) => Math.exp(max + u * (min - max)));
}

/**
 * Sabour, Fidler & Kreis 2024, "Align Your Steps" (arXiv 2404.14507), theorem 3.1: even steps of arctan σ, which keep the
 * divergence from Gaussian data least. As ComfyUI has it: the lowest level is the last step's.
 */
function klOptimal(training: Float32Array, count: number): number[] {
  const [min, max] = [Math.atan(training[0]!), Math.atan(training.at(-1)!)];
  return ramp(count).map((u) => Math.tan(max + u * (min - max)));
}

/** The same paper's levels for Stable Diffusion 1.5, ten steps and where they end. */
const aligned = [
  14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029,
] as const;

/**
 * Its levels for any number of steps, linear in log σ between those of ten, as the authors interpolate them, diffusers
 * (`AysSchedules`) and ComfyUI: the lowest makes room for none.
 */
function alignYourSteps(_training: Float32Array, count: number): number[] {
  const last = aligned.length - 1;
  return Array.from({ length: count }, (_, i) => {
    const place = (i * last) / count;
    const above = Math.floor(place);
    const [from, to] = [Math.log(aligned[above]!), Math.log(aligned[above + 1]!)];
    return Math.exp(from + (place - above) * (to - from));
  });
}

/**
 * `beta_scheduler` of ComfyUI after Lee et al. 2024 (arXiv 2407.12173): whole timesteps at quantiles of Beta(0.6, 0.6), dense
 * at both ends. It leaves out a timestep that comes twice, and makes fewer steps than asked for; here they are too many.
 */
function betaTimesteps(training: Float32Array, count: number): number[] {
  const levels = Array.from({ length: count }, (_, i) => {
    const quantile = betaQuantile(1 - i / count, 0.6, 0.6);
    return training[roundHalfToEven(quantile * (training.length - 1))]!;
  });
  checkDistinctLevels(levels);
  return levels;
}
