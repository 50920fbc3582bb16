import type { NoiseSchedule } from './noise-schedule.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import {
  chosenSigmas,
  exponentialSigmas,
  interpolateSigmas,
  timestepOfSigma,
  trainingSigmas,
} from './sigma-schedules.ts';
import {
  leadingTimesteps,
  linspaceTimesteps,
  roundHalfToEven,
  trailingTimesteps,
} from './timestep-spacing.ts';

export interface DpmSolverLayout {
  readonly timesteps: readonly number[];
  /** Noise level before each step, then the one after the last. float32 values. */
  readonly sigmas: readonly number[];
}

/**
 * Integer timesteps, and one sigma more than timesteps: `set_timesteps` of the DPM-Solver, UniPC and DEIS classes of
 * diffusers 0.40.
 * @param extras fields that not all of them read.
 */
export function layOutDpmSolver(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  extras: LayoutExtras,
): DpmSolverLayout {
  const training = trainingSigmas(schedule);
  const [min, max] = [training[0]!, training.at(-1)!];
  const chosen = extras.useLuLambdas
    ? exponentialSigmas(min, max, numInferenceSteps)
    : chosenSigmas(config, training, [min, max], numInferenceSteps);
  // The reference truncates here for the exponential and beta schedules, whose timesteps sit on whole numbers up to
  // floating-point noise: a coin toss. They are rounded instead, as it does for Karras and Lu.
  const timesteps =
    chosen?.map((sigma) => roundHalfToEven(timestepOfSigma(sigma, training))) ??
    ownTimesteps(schedule, config, numInferenceSteps, extras);
  const final = extras.finalSigmasType === 'sigma_min' ? min : 0;
  return {
    timesteps,
    sigmas: [...(chosen ?? interpolateSigmas(timesteps, training)), final].map(Math.fround),
  };
}

type LayoutExtras = Pick<
  NoiseScheduleConfig,
  'finalSigmasType' | 'useLuLambdas' | 'lambdaMinClipped'
>;

/** Unlike the other classes these space n + 1 timesteps and leave the lowest out. */
function ownTimesteps(
  schedule: NoiseSchedule,
  { timestepSpacing = 'linspace', stepsOffset = 0 }: NoiseScheduleConfig,
  count: number,
  { lambdaMinClipped = -Infinity }: LayoutExtras,
): number[] {
  const last = timestepsAbove(schedule, lambdaMinClipped);
  switch (timestepSpacing) {
    case 'linspace':
      return linspaceTimesteps(last - 1, count + 1)
        .map(roundHalfToEven)
        .slice(0, -1);
    case 'leading':
      return leadingTimesteps(last, count + 1, stepsOffset).slice(0, -1);
    case 'trailing':
      return trailingTimesteps(last, schedule.numTrainTimesteps, count);
  }
}

/** How many training timesteps have a half log-SNR λ of at least `lambdaMin`; cosine schedules need the cut. */
function timestepsAbove({ alphasCumprod }: NoiseSchedule, lambdaMin: number): number {
  return alphasCumprod.filter((alpha) => Math.log(alpha / (1 - alpha)) / 2 >= lambdaMin).length;
}
