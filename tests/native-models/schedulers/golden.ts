import { readFileSync } from 'node:fs';
import { createScheduler } from '../../../native-models/schedulers/create-scheduler.ts';
import type { PlanOptions, SchedulerPlan } from '../../../native-models/schedulers/scheduler.ts';
import { readNoiseScheduleConfig } from '../../../native-models/schedulers/scheduler-config.ts';
import {
  classOfScheduler,
  schedulerNames,
  schedulerOfClass,
} from '../../../native-models/schedulers/scheduler-names.ts';
import type {
  SchedulerClass,
  SchedulerName,
} from '../../../native-models/schedulers/scheduler-names.ts';
import { readNpy } from '../../helpers/npy.ts';
import { referencePath } from '../../helpers/reference.ts';

/** Files of ../shared/reference/schedulers, diffusers 0.40.0 on torch 1.13.1; k-diffusion.test.ts has the others. */
const goldenFiles: Readonly<Partial<Record<SchedulerClass, string>>> = {
  DDIMScheduler: 'ddim',
  DDPMScheduler: 'ddpm',
  PNDMScheduler: 'pndm',
  LMSDiscreteScheduler: 'lms',
  EulerDiscreteScheduler: 'euler',
  EulerAncestralDiscreteScheduler: 'euler_ancestral',
  HeunDiscreteScheduler: 'heun',
  KDPM2DiscreteScheduler: 'kdpm2',
  KDPM2AncestralDiscreteScheduler: 'kdpm2_ancestral',
  DPMSolverSinglestepScheduler: 'dpmsolver_singlestep',
  DPMSolverMultistepScheduler: 'dpmsolver_multistep',
  DEISMultistepScheduler: 'deis',
  UniPCMultistepScheduler: 'unipc',
  LCMScheduler: 'lcm',
  TCDScheduler: 'tcd',
};

/** Names that are a class as it is, without options of their own. */
export const wholeClasses: readonly SchedulerName[] = schedulerNames.filter(
  (name) =>
    classOfScheduler(name) in goldenFiles && schedulerOfClass(classOfScheduler(name)) === name,
);

export function goldenFileOf(name: SchedulerName): string {
  return goldenFiles[classOfScheduler(name)] ?? '';
}

/** Both DPM2 kinds put levels between those of the schedule; the reference keeps these apart. */
export function looksBetweenLevels(name: SchedulerName): boolean {
  return goldenFileOf(name).startsWith('kdpm2');
}

/** The levels of a schedule without those between, 0 at the end: every second one, in the reference's list and in ours. */
export function levelsOfSchedule(sigmas: readonly number[]): number[] {
  return [...sigmas.filter((sigma, i) => i % 2 === 0 && sigma > 0), 0];
}

/** Eight numbers; see `runModel`. */
export type Coefficients = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export interface GoldenRun {
  readonly id: string;
  readonly config: Record<string, unknown>;
  readonly num_inference_steps: number;
  readonly timesteps: readonly number[];
  readonly timesteps_dtype: string;
  readonly sigmas?: readonly number[];
  readonly init_noise_sigma: number;
  /** First and last row in the companion file. */
  readonly x: readonly [number, number];
  readonly scaled?: readonly [number, number];
  readonly model_output?: readonly [number, number];
  readonly step_kwargs?: {
    readonly eta?: number;
    readonly s_churn?: number;
    readonly use_clipped_model_output?: boolean;
  };
  /** Row of the noise bank consumed by each step. */
  readonly noise_draw?: readonly (number | null)[];
  readonly rel_tolerance: number;
}

export interface GoldenImageToImage {
  readonly id: string;
  readonly config: Record<string, unknown>;
  readonly num_inference_steps: number;
  readonly strength: number;
  readonly effective_steps: number;
  readonly timesteps: readonly number[];
  readonly begin_index: number | null;
  readonly x?: readonly [number, number];
  readonly noise_draw?: readonly (number | null)[];
  readonly rel_tolerance?: number;
}

export interface GoldenAddNoise {
  readonly num_inference_steps?: number;
  readonly timestep_index?: number | readonly number[];
  readonly timestep: number | readonly number[];
  readonly add_noise: readonly number[];
}

export interface GoldenFile {
  readonly runs: readonly GoldenRun[];
  readonly img2img: readonly GoldenImageToImage[];
  readonly add_noise: readonly GoldenAddNoise[];
  readonly alphas_cumprod_sample?: Readonly<Record<string, number>>;
  readonly model_coefficients: Readonly<Record<string, Coefficients>>;
  readonly constructor_defaults: Readonly<Record<string, unknown>>;
}

export interface GoldenInputs {
  readonly initial_noise: { readonly values: readonly number[] };
  readonly img2img_original: { readonly values: readonly number[] };
  readonly img2img_noise: { readonly values: readonly number[] };
}

const rowLength = 64;

export function readGolden(name: SchedulerName): GoldenFile {
  const file = referencePath('schedulers', `${goldenFileOf(name)}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as GoldenFile;
}

export function readInputs(): GoldenInputs {
  return JSON.parse(
    readFileSync(referencePath('schedulers', 'inputs.json'), 'utf8'),
  ) as GoldenInputs;
}

/** Rows of 64 numbers of a companion file. */
export function readRows(file: string): (row: number) => Float32Array {
  const { data } = readNpy(referencePath('schedulers', file));
  return (row) => data.slice(row * rowLength, (row + 1) * rowLength);
}

/** The stand-in for a UNet that made the reference trajectories: smooth in the sample and in time. */
export function runModel(
  [p0, p1, p2, p3, p4, p5, p6, p7]: Coefficients,
  scaled: Float32Array,
  timestep: number,
): Float32Array {
  const slope = p0 + p1 * Math.exp(-timestep / p2) + p3 * Math.cos(timestep / p4);
  return scaled.map((x) => x * slope + p5 * Math.sin(p6 * x + timestep / p7));
}

export function planOf(
  name: SchedulerName,
  run: Pick<GoldenRun, 'config' | 'num_inference_steps' | 'step_kwargs'>,
  options: PlanOptions = {},
): SchedulerPlan {
  const { eta, s_churn: sChurn, use_clipped_model_output: useClipped } = run.step_kwargs ?? {};
  return createScheduler(name, readNoiseScheduleConfig(run.config)).plan(run.num_inference_steps, {
    ...options,
    ...(eta !== undefined && { eta }),
    ...(sChurn !== undefined && { sChurn }),
    ...(useClipped !== undefined && { useClippedModelOutput: useClipped }),
  });
}

/** Largest difference relative to `max(1, largest expected magnitude)`: the reference's "rel" measure. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let [difference, magnitude] = [0, 1];
  for (let k = 0; k < expected.length; k++) {
    const error = Math.abs(actual[k]! - expected[k]!);
    if (!(error <= difference)) difference = Number.isNaN(error) ? Infinity : error;
    magnitude = Math.max(magnitude, Math.abs(expected[k]!));
  }
  return difference / magnitude;
}
