import type { NamedLevels } from './named-levels.ts';
import type { PredictionType } from './scheduler.ts';
import { SchedulerError } from './scheduler-error.ts';
import type { TimestepSpacing } from './timestep-spacing.ts';

/**
 * What a `scheduler_config.json` says. A field that is absent takes the default of the class that reads it, so one
 * configuration serves every algorithm, as with diffusers' `from_config`.
 */
export interface NoiseScheduleConfig {
  readonly numTrainTimesteps?: number;
  readonly betaStart?: number;
  readonly betaEnd?: number;
  readonly betaSchedule?: 'linear' | 'scaled_linear' | 'squaredcos_cap_v2';
  readonly trainedBetas?: readonly number[];
  readonly rescaleBetasZeroSnr?: boolean;
  readonly predictionType?: PredictionType;
  readonly timestepSpacing?: TimestepSpacing;
  readonly stepsOffset?: number;
  /** DDIM, DDPM, Heun, LCM. */
  readonly clipSample?: boolean;
  readonly clipSampleRange?: number;
  /** DDIM, PNDM: ᾱ before the first training timestep is 1 instead of ᾱ₀. */
  readonly setAlphaToOne?: boolean;
  /** PNDM: begin with linear multistep instead of 12 Runge–Kutta evaluations. */
  readonly skipPrkSteps?: boolean;
  /** DDIM, DDPM, LCM, DPM-Solver, UniPC, DEIS: dynamic thresholding, for pixel-space models. */
  readonly thresholding?: boolean;
  readonly dynamicThresholdingRatio?: number;
  readonly sampleMaxValue?: number;
  /** The sigma-based classes, DPM-Solver, UniPC, DEIS. */
  readonly useKarrasSigmas?: boolean;
  readonly useExponentialSigmas?: boolean;
  readonly useBetaSigmas?: boolean;
  /** The same classes: levels that other programs have and no file names (named-levels.ts). Outweighs the three before. */
  readonly namedLevels?: NamedLevels;
  /** Euler. */
  readonly sigmaMin?: number;
  readonly sigmaMax?: number;
  readonly interpolationType?: 'linear' | 'log_linear';
  /** Euler, DPM-Solver, UniPC: what the last step goes to. */
  readonly finalSigmasType?: 'zero' | 'sigma_min';
  /** DPM-Solver, UniPC, DEIS. */
  readonly solverOrder?: 1 | 2 | 3;
  readonly lowerOrderFinal?: boolean;
  /** DPM-Solver, DEIS. A class that does not know the value takes its own, as in diffusers. */
  readonly algorithmType?:
    | 'dpmsolver'
    | 'dpmsolver++'
    | 'sde-dpmsolver'
    | 'sde-dpmsolver++'
    | 'deis';
  /** DPM-Solver (the first two), UniPC (`bh1`, `bh2`), DEIS (`logrho`), with the same rule. */
  readonly solverType?: 'midpoint' | 'heun' | 'bh1' | 'bh2' | 'logrho';
  /** UniPC: integrate the clean sample, not the noise. */
  readonly predictX0?: boolean;
  /** UniPC: steps whose result is not corrected by the next prediction. */
  readonly disableCorrector?: readonly number[];
  /** DDPM: how much noise a step adds. */
  readonly varianceType?: VarianceType;
  /** LCM, TCD: steps of the sampler that the model was distilled from. */
  readonly originalInferenceSteps?: number;
  /** LCM: timesteps are multiplied by this in the boundary condition. */
  readonly timestepScaling?: number;
  /** DPM-Solver. */
  readonly useLuLambdas?: boolean;
  readonly eulerAtFinal?: boolean;
  readonly lambdaMinClipped?: number;
}

type VarianceType =
  | 'fixed_small'
  | 'fixed_small_log'
  | 'fixed_large'
  | 'fixed_large_log'
  | 'learned'
  | 'learned_range';

/**
 * Reads a parsed `scheduler_config.json`, from the five-field form of 2022 to today's. `null` counts as absent, as in
 * diffusers; fields of no concern here are passed over.
 * @throws SchedulerError `invalid-config` for a value of the wrong kind, `unsupported-option` for a switch that changes
 * the schedule in a way that is not here.
 */
export function readNoiseScheduleConfig(json: unknown): NoiseScheduleConfig {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new SchedulerError('invalid-config', 'The scheduler configuration is not a JSON object.');
  }
  const fields = new Map(Object.entries(json).filter(([, value]) => value !== null));
  for (const [key, harmless] of unsupported) {
    const value = fields.get(key) ?? harmless;
    if (value !== harmless) {
      throw new SchedulerError(
        'unsupported-option',
        `The scheduler configuration sets ${key} to ${JSON.stringify(value)}; only ${JSON.stringify(harmless)} is known here.`,
      );
    }
  }
  const config: Record<string, unknown> = {};
  for (const [name, key, read] of readers) {
    if (fields.has(key)) config[name] = read(fields.get(key), key);
  }
  return config;
}

/**
 * The class named by a parsed `scheduler_config.json`, e.g. `PNDMScheduler`.
 * @throws SchedulerError `invalid-config` where none is named.
 */
export function readSchedulerClass(json: unknown): string {
  const fields = new Map(Object.entries(json ?? {}));
  const name: unknown = fields.get('_class_name');
  if (typeof name === 'string') return name;
  throw new SchedulerError(
    'invalid-config',
    'The scheduler configuration names no class (_class_name). Choose a sampler by name.',
  );
}

/**
 * What every Stable Diffusion pipeline does to its scheduler's configuration before the first run, in diffusers 0.8.1
 * and 0.39 alike: `steps_offset` becomes 1 and `clip_sample` false. Configurations of 2022 (Japanese Stable Diffusion's
 * among them) were published without either. `set_alpha_to_one` is left as it is.
 */
export function forStableDiffusion(config: NoiseScheduleConfig): NoiseScheduleConfig {
  return { ...config, stepsOffset: 1, clipSample: false };
}

type Reader = (value: unknown, key: string) => unknown;

const readers: readonly [keyof NoiseScheduleConfig, string, Reader][] = [
  ['numTrainTimesteps', 'num_train_timesteps', numberIn(1, 100_000, 'whole')],
  ['betaStart', 'beta_start', numberIn(0, 1)],
  ['betaEnd', 'beta_end', numberIn(0, 1)],
  ['betaSchedule', 'beta_schedule', oneOf('linear', 'scaled_linear', 'squaredcos_cap_v2')],
  ['trainedBetas', 'trained_betas', listOfBetas],
  ['rescaleBetasZeroSnr', 'rescale_betas_zero_snr', boolean],
  ['predictionType', 'prediction_type', oneOf('epsilon', 'v_prediction', 'sample')],
  ['timestepSpacing', 'timestep_spacing', oneOf('leading', 'linspace', 'trailing')],
  ['stepsOffset', 'steps_offset', numberIn(0, 100_000, 'whole')],
  ['clipSample', 'clip_sample', boolean],
  ['clipSampleRange', 'clip_sample_range', numberIn(0, Infinity)],
  ['setAlphaToOne', 'set_alpha_to_one', boolean],
  ['skipPrkSteps', 'skip_prk_steps', boolean],
  ['thresholding', 'thresholding', boolean],
  ['dynamicThresholdingRatio', 'dynamic_thresholding_ratio', numberIn(0, 1)],
  ['sampleMaxValue', 'sample_max_value', numberIn(1, Infinity)],
  ['useKarrasSigmas', 'use_karras_sigmas', boolean],
  ['useExponentialSigmas', 'use_exponential_sigmas', boolean],
  ['useBetaSigmas', 'use_beta_sigmas', boolean],
  ['sigmaMin', 'sigma_min', numberIn(0, Infinity)],
  ['sigmaMax', 'sigma_max', numberIn(0, Infinity)],
  ['interpolationType', 'interpolation_type', oneOf('linear', 'log_linear')],
  ['finalSigmasType', 'final_sigmas_type', oneOf('zero', 'sigma_min')],
  ['useLuLambdas', 'use_lu_lambdas', boolean],
  [
    'algorithmType',
    'algorithm_type',
    oneOf('dpmsolver', 'dpmsolver++', 'sde-dpmsolver', 'sde-dpmsolver++', 'deis'),
  ],
  ['solverOrder', 'solver_order', oneOf(1, 2, 3)],
  ['solverType', 'solver_type', oneOf('midpoint', 'heun', 'bh1', 'bh2', 'logrho')],
  ['predictX0', 'predict_x0', boolean],
  ['disableCorrector', 'disable_corrector', listOfSteps],
  ['lowerOrderFinal', 'lower_order_final', boolean],
  ['eulerAtFinal', 'euler_at_final', boolean],
  [
    'varianceType',
    'variance_type',
    oneOf(
      'fixed_small',
      'fixed_small_log',
      'fixed_large',
      'fixed_large_log',
      'learned',
      'learned_range',
    ),
  ],
  ['originalInferenceSteps', 'original_inference_steps', numberIn(1, 100_000, 'whole')],
  ['timestepScaling', 'timestep_scaling', numberIn(0, 1e6)],
  ['lambdaMinClipped', 'lambda_min_clipped', logSnr],
];

/** Switches of other model families, with the value that leaves a schedule alone. */
const unsupported: readonly [string, unknown][] = [
  ['use_flow_sigmas', false],
  ['use_dynamic_shifting', false],
  ['timestep_type', 'discrete'],
];

function boolean(value: unknown, key: string): boolean {
  if (typeof value === 'boolean') return value;
  throw wrongValue(key, value, 'true or false');
}

function oneOf(...allowed: readonly (string | number)[]): Reader {
  return (value, key) => {
    if (allowed.some((candidate) => candidate === value)) return value;
    throw wrongValue(key, value, `one of ${allowed.join(', ')}`);
  };
}

function numberIn(min: number, max: number, kind?: 'whole'): Reader {
  return (value, key) => {
    const fits = typeof value === 'number' && value >= min && value <= max;
    if (fits && (kind !== 'whole' || Number.isInteger(value))) return value;
    throw wrongValue(key, value, `a ${kind ?? 'real'} number from ${min} to ${max}`);
  };
}

function listOfBetas(value: unknown, key: string): readonly number[] {
  const fits =
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((beta) => typeof beta === 'number' && beta >= 0 && beta < 1);
  if (fits) return value;
  throw wrongValue(key, value, 'a list of numbers from 0 up to 1');
}

function listOfSteps(value: unknown, key: string): readonly number[] {
  const fits = Array.isArray(value) && value.every((step) => Number.isInteger(step) && step >= 0);
  if (fits) return value;
  throw wrongValue(key, value, 'a list of step numbers');
}

/** Python writes −∞ as bare `-Infinity`, which is no JSON; readers of such files hand it on as text. */
function logSnr(value: unknown, key: string): number {
  if (value === '-Infinity') return -Infinity;
  if (typeof value === 'number') return value;
  throw wrongValue(key, value, 'a number or "-Infinity"');
}

function wrongValue(key: string, value: unknown, wanted: string): SchedulerError {
  const shown = JSON.stringify(value)?.slice(0, 60);
  return new SchedulerError(
    'invalid-config',
    `The scheduler configuration has ${key} = ${shown}; it must be ${wanted}.`,
  );
}
