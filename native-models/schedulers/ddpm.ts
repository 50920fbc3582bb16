import { clipOriginal } from './clip-original.ts';
import { addNoiseAtTimestep, signalAndNoiseAt } from './noise-schedule.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { originalSample } from './original-sample.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { SchedulerError } from './scheduler-error.ts';
import { requireNoise } from './step-order.ts';
import { beginIndexForStrength, roundHalfToEven, spacedTimesteps } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * DDPM: Ho, Jain & Abbeel 2020, "Denoising Diffusion Probabilistic Models" (arXiv 2006.11239), formulas 6 and 7, over
 * the timesteps that are visited. Matches `DDPMScheduler` of diffusers 0.40.0.
 */
export function planDdpm(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1, batch = 1 }: PlanOptions,
): SchedulerPlan {
  const {
    predictionType = 'epsilon',
    timestepSpacing = 'leading',
    stepsOffset = 0,
    clipSample = true,
    varianceType = 'fixed_small',
  } = config;
  const { numTrainTimesteps, alphasCumprod } = schedule;
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const timesteps = spacedTimesteps(
    timestepSpacing,
    numInferenceSteps,
    numTrainTimesteps,
    stepsOffset,
  )
    .map(roundHalfToEven)
    .slice(beginIndex);
  checkVariance(varianceType);

  return {
    timesteps,
    sigmas: null,
    initNoiseSigma: 1,
    beginIndex,
    scaleModelInput: (sample) => sample,
    needsNoise: (i) => timesteps[i]! > 0,
    step(noisePred, i, sample, noise) {
      const t = timesteps[i]!;
      const at = signalAndNoiseAt(schedule, t);
      const x0 = clipOriginal(
        originalSample(predictionType, noisePred, sample, at),
        { ...config, clipSample },
        batch,
      );
      const alphaBar = alphasCumprod[t]!;
      const alphaBarPrev = i + 1 < timesteps.length ? alphasCumprod[timesteps[i + 1]!]! : 1;
      // α and β of the whole stride.
      const alpha = alphaBar / alphaBarPrev;
      const beta = 1 - alpha;
      const mean = [
        [(Math.sqrt(alphaBarPrev) * beta) / (1 - alphaBar), x0],
        [(Math.sqrt(alpha) * (1 - alphaBarPrev)) / (1 - alphaBar), sample],
      ] as const;
      if (t === 0) return weightedSum(...mean);
      const posterior = ((1 - alphaBarPrev) / (1 - alphaBar)) * beta;
      const variance = varianceType === 'fixed_large' ? beta : posterior;
      return weightedSum(...mean, [Math.sqrt(variance), requireNoise(noise, i)]);
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSample(predictionType, noisePred, sample, signalAndNoiseAt(schedule, timesteps[i]!)),
    addNoise: (original, noise, i) => addNoiseAtTimestep(schedule, original, noise, timesteps[i]!),
  };
}

function checkVariance(varianceType: string): void {
  // The logarithm of the small variance is only another way to write it.
  if (['fixed_small', 'fixed_small_log', 'fixed_large'].includes(varianceType)) return;
  throw new SchedulerError(
    'unsupported-option',
    `DDPM is set to the variance ${varianceType}, which Stable Diffusion's networks do not predict. ` +
      'Set variance_type to "fixed_small".',
  );
}
