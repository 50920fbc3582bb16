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

/** Integer timesteps, and one sigma more than timesteps: `set_timesteps` of diffusers 0.40's multistep class. */
export function layOutDpmSolver(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
): { timesteps: readonly number[]; sigmas: readonly number[] } {
  const training = trainingSigmas(schedule);
  const [min, max] = [training[0]!, training.at(-1)!];
  const chosen = config.useLuLambdas
    ? exponentialSigmas(min, max, numInferenceSteps)
    : chosenSigmas(config, min, max, numInferenceSteps);
  // The reference truncates here for the exponential and beta schedules, whose timesteps sit on whole numbers up to
  // floating-point noise: a coin toss. They are rounded instead, as it does for Karras and Lu.
  const timesteps =
    chosen?.map((sigma) => roundHalfToEven(timestepOfSigma(sigma, training))) ??
    ownTimesteps(schedule, config, numInferenceSteps);
  const final = config.finalSigmasType === 'sigma_min' ? min : 0;
  return {
    timesteps,
    sigmas: [...(chosen ?? interpolateSigmas(timesteps, training)), final].map(Math.fround),
  };
}

/** Unlike the other classes this one spaces n + 1 timesteps and leaves the lowest out. */
function ownTimesteps(
  schedule: NoiseSchedule,
  {
    timestepSpacing = 'linspace',
    stepsOffset = 0,
    lambdaMinClipped = -Infinity,
  }: NoiseScheduleConfig,
  count: number,
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

export interface DpmSolverWeights {
  readonly sample: number;
  /** One per prediction used, newest first. */
  readonly history: readonly number[];
  readonly noise: number;
}

/**
 * One multistep update as weights: `x_t = sample·x_s + Σ historyₖ·mₖ + noise·z`.
 *
 * The papers write it with finite differences D₀ = m₀, D₁ and D₂ of the predictions over λ; these are linear in the
 * predictions, so their weights are folded in here.
 *
 * @param levels sigmas from the one that the step leads to, backwards in time: `[t, s₀]`, `[t, s₀, s₁]` or
 * `[t, s₀, s₁, s₂]` for order 1, 2 or 3. The first may be 0 at order 1.
 */
export function dpmSolverWeights(
  algorithm: NonNullable<NoiseScheduleConfig['algorithmType']>,
  solverType: 'midpoint' | 'heun',
  levels: readonly number[],
): DpmSolverWeights {
  const order = levels.length - 1;
  const [lambdaT, lambda0, lambda1, lambda2] = levels.map((sigma) => -Math.log(sigma));
  const [alphaT, alpha0] = levels.map((sigma) => 1 / Math.sqrt(sigma ** 2 + 1));
  const [sigmaT, sigma0] = levels.map((sigma) => sigma / Math.sqrt(sigma ** 2 + 1));
  const h = lambdaT! - lambda0!;
  const midpoint = order === 2 && solverType === 'midpoint';

  const form = formOf(algorithm, {
    h,
    midpoint,
    alphaT: alphaT!,
    alpha0: alpha0!,
    sigmaT: sigmaT!,
    sigma0: sigma0!,
  });
  const { sample, noise } = form;
  if (order === 1) return { sample, noise, history: [form.d0] };

  const r0 = (lambda0! - lambda1!) / h;
  if (order === 2) {
    // D₁ = (m₀ − m₁) / r₀
    return { sample, noise, history: [form.d0 + form.d1 / r0, -form.d1 / r0] };
  }
  // D₁₀ = (m₀ − m₁) / r₀, D₁₁ = (m₁ − m₂) / r₁, D₂ = (D₁₀ − D₁₁) / (r₀ + r₁), D₁ = D₁₀ + r₀·D₂
  const r1 = (lambda1! - lambda2!) / h;
  const onD2 = (form.d1 * r0 + form.d2) / (r0 + r1);
  const [onD10, onD11] = [form.d1 + onD2, -onD2];
  return {
    sample,
    noise,
    history: [form.d0 + onD10 / r0, -onD10 / r0 + onD11 / r1, -onD11 / r1],
  };
}

interface Step {
  readonly h: number;
  readonly midpoint: boolean;
  readonly alphaT: number;
  readonly alpha0: number;
  readonly sigmaT: number;
  readonly sigma0: number;
}

/** Weights of x_s, D₀, D₁, D₂ and z in the four algorithms. */
function formOf(
  algorithm: NonNullable<NoiseScheduleConfig['algorithmType']>,
  { h, midpoint, alphaT, alpha0, sigmaT, sigma0 }: Step,
): { sample: number; d0: number; d1: number; d2: number; noise: number } {
  switch (algorithm) {
    case 'dpmsolver++': {
      const e = Math.expm1(-h);
      return {
        sample: sigmaT / sigma0,
        d0: -alphaT * e,
        d1: midpoint ? -0.5 * alphaT * e : alphaT * (e / h + 1),
        d2: -alphaT * ((e + h) / h ** 2 - 0.5),
        noise: 0,
      };
    }
    case 'dpmsolver': {
      const e = Math.expm1(h);
      return {
        sample: alphaT / alpha0,
        d0: -sigmaT * e,
        d1: midpoint ? -0.5 * sigmaT * e : -sigmaT * (e / h - 1),
        d2: -sigmaT * ((e - h) / h ** 2 - 0.5),
        noise: 0,
      };
    }
    case 'sde-dpmsolver++': {
      const e = Math.expm1(-2 * h);
      return {
        sample: (sigmaT / sigma0) * Math.exp(-h),
        d0: -alphaT * e,
        d1: midpoint ? -0.5 * alphaT * e : alphaT * (e / (2 * h) + 1),
        d2: -alphaT * ((e + 2 * h) / (2 * h) ** 2 + 0.5),
        noise: sigmaT * Math.sqrt(-e),
      };
    }
    case 'sde-dpmsolver': {
      const e = Math.expm1(h);
      return {
        sample: alphaT / alpha0,
        d0: -2 * sigmaT * e,
        d1: midpoint ? -sigmaT * e : -2 * sigmaT * (e / h - 1),
        d2: 0,
        noise: sigmaT * Math.sqrt(Math.expm1(2 * h)),
      };
    }
  }
}
