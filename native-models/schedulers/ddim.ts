import { clipOriginal } from './clip-original.ts';
import { addNoiseAtTimestep, signalAndNoiseAt } from './noise-schedule.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { originalSample, predictedNoise } from './original-sample.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { requireNoise } from './step-order.ts';
import { beginIndexForStrength, roundHalfToEven, spacedTimesteps } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * DDIM: Song, Meng & Ermon 2020, "Denoising Diffusion Implicit Models" (arXiv 2010.02502), formulas 12 and 16.
 * Matches `DDIMScheduler` of diffusers 0.40.0.
 */
export function planDdim(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { eta = 0, useClippedModelOutput = false, strength = 1, batch = 1 }: PlanOptions,
): SchedulerPlan {
  const {
    predictionType = 'epsilon',
    timestepSpacing = 'leading',
    stepsOffset = 0,
    setAlphaToOne = true,
    clipSample = true,
  } = config;
  const { numTrainTimesteps, alphasCumprod } = schedule;
  const stride = Math.floor(numTrainTimesteps / numInferenceSteps);
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const timesteps = spacedTimesteps(
    timestepSpacing,
    numInferenceSteps,
    numTrainTimesteps,
    stepsOffset,
  )
    .map(roundHalfToEven)
    .slice(beginIndex);

  /** ᾱ at step `i`, and at the timestep where the step leads. */
  const alphasAt = (i: number): [number, number] => {
    const t = timesteps[i]!;
    const beforeFirst = setAlphaToOne ? 1 : alphasCumprod[0]!;
    return [alphasCumprod[t]!, alphasCumprod[t - stride] ?? beforeFirst];
  };
  const at = (i: number) => signalAndNoiseAt(schedule, timesteps[i]!);

  return {
    timesteps,
    sigmas: null,
    initNoiseSigma: 1,
    beginIndex,
    scaleModelInput: (sample) => sample,
    needsNoise: () => eta > 0,
    step(noisePred, i, sample, noise) {
      const [alphaBar, alphaBarPrev] = alphasAt(i);
      const x0 = clipOriginal(
        originalSample(predictionType, noisePred, sample, at(i)),
        { ...config, clipSample },
        batch,
      );
      const epsilon = useClippedModelOutput
        ? predictedNoise('sample', x0, sample, at(i))
        : predictedNoise(predictionType, noisePred, sample, at(i));
      const sigma =
        eta * Math.sqrt(((1 - alphaBarPrev) / (1 - alphaBar)) * (1 - alphaBar / alphaBarPrev));
      const direction = Math.sqrt(1 - alphaBarPrev - sigma ** 2);
      return eta > 0
        ? weightedSum(
            [Math.sqrt(alphaBarPrev), x0],
            [direction, epsilon],
            [sigma, requireNoise(noise, i)],
          )
        : weightedSum([Math.sqrt(alphaBarPrev), x0], [direction, epsilon]);
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSample(predictionType, noisePred, sample, at(i)),
    addNoise: (original, noise, i) => addNoiseAtTimestep(schedule, original, noise, timesteps[i]!),
  };
}
