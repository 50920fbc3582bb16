import { addNoiseAtTimestep, signalAndNoiseAt } from './noise-schedule.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { originalSample, predictedNoise } from './original-sample.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { SchedulerError } from './scheduler-error.ts';
import { expectStepsInOrder } from './step-order.ts';
import { beginIndexForStrength, roundHalfToEven, spacedTimesteps } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * PNDM: Liu, Ren, Lin & Zhao 2022, "Pseudo Numerical Methods for Diffusion Models on Manifolds" (arXiv 2202.09778),
 * formula 9 and algorithm 2; without its Runge–Kutta start (`skipPrkSteps`) it is the PLMS sampler of latent diffusion.
 * Matches `PNDMScheduler` of diffusers 0.40.0, which makes one UNet call more than asked: the second timestep is
 * visited twice (PLMS), or the first three take four calls each (Runge–Kutta).
 */
export function planPndm(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1 }: PlanOptions,
): SchedulerPlan {
  const {
    predictionType = 'epsilon',
    timestepSpacing = 'leading',
    stepsOffset = 0,
    setAlphaToOne = false,
    skipPrkSteps = false,
  } = config;
  const { numTrainTimesteps, alphasCumprod } = schedule;
  const stride = Math.floor(numTrainTimesteps / numInferenceSteps);
  const spaced = spacedTimesteps(
    timestepSpacing,
    numInferenceSteps,
    numTrainTimesteps,
    stepsOffset,
  ).map(roundHalfToEven);
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  if (!skipPrkSteps) checkRungeKutta(numInferenceSteps, beginIndex);
  const prkTimesteps = skipPrkSteps ? [] : rungeKuttaTimesteps(spaced, Math.floor(stride / 2));
  const plmsTimesteps = skipPrkSteps ? repeatSecond(spaced) : spaced.slice(3);
  // Image to image cuts the list after the repetition, so what is then second is taken for the repeated one.
  const timesteps = [...prkTimesteps, ...plmsTimesteps].slice(beginIndex);

  const expectStep = expectStepsInOrder();
  /** The last four predictions, newest first. */
  let history: Float32Array[] = [];
  /** Where a step that takes several evaluations began. */
  let startSample: Float32Array | undefined;
  let rungeKuttaSum: Float32Array | undefined;

  /** Formula 9: carries a sample from timestep `t` to `tPrev` along one prediction. */
  const transfer = (sample: Float32Array, output: Float32Array, t: number, tPrev: number) => {
    const alphaBar = alphasCumprod[t]!;
    const alphaBarPrev = alphasCumprod[tPrev] ?? (setAlphaToOne ? 1 : alphasCumprod[0]!);
    const at = { alpha: Math.sqrt(alphaBar), sigma: Math.sqrt(1 - alphaBar) };
    const denominator =
      alphaBar * Math.sqrt(1 - alphaBarPrev) + Math.sqrt(alphaBar * (1 - alphaBar) * alphaBarPrev);
    return weightedSum(
      [Math.sqrt(alphaBarPrev / alphaBar), sample],
      [
        -(alphaBarPrev - alphaBar) / denominator,
        predictedNoise(predictionType, output, sample, at),
      ],
    );
  };

  const stepRungeKutta = (output: Float32Array, i: number, sample: Float32Array) => {
    const stage = i % 4;
    const tPrev = timesteps[i]! - (stage % 2 === 0 ? Math.floor(stride / 2) : 0);
    if (stage === 0) {
      history = [output, ...history].slice(0, 4);
      startSample = sample;
    }
    const weight = stage === 0 || stage === 3 ? 1 / 6 : 1 / 3;
    rungeKuttaSum =
      rungeKuttaSum === undefined
        ? weightedSum([weight, output])
        : weightedSum([1, rungeKuttaSum], [weight, output]);
    const slope = stage === 3 ? rungeKuttaSum : output;
    if (stage === 3) rungeKuttaSum = undefined;
    return transfer(startSample ?? sample, slope, timesteps[i - stage]!, tPrev);
  };

  const stepMultistep = (output: Float32Array, i: number, sample: Float32Array) => {
    const t = timesteps[i]!;
    if (i === 1) {
      // Second evaluation of the first step: the average of the slopes at both ends (Heun).
      const slope = weightedSum([1 / 2, output], [1 / 2, history[0]!]);
      return transfer(startSample!, slope, t + stride, t);
    }
    history = [output, ...history].slice(0, 4);
    if (i === 0) startSample = sample;
    return transfer(sample, adamsBashforth(history), t, t - stride);
  };

  return {
    timesteps,
    sigmas: null,
    initNoiseSigma: 1,
    beginIndex,
    scaleModelInput: (sample) => sample,
    needsNoise: () => false,
    step(noisePred, i, sample) {
      expectStep(i);
      return i < prkTimesteps.length
        ? stepRungeKutta(noisePred, i, sample)
        : stepMultistep(noisePred, i, sample);
    },
    predictOriginal(noisePred, i, sample) {
      const at = signalAndNoiseAt(schedule, timesteps[i]!);
      return originalSample(predictionType, noisePred, sample, at);
    },
    addNoise: (original, noise, i) => addNoiseAtTimestep(schedule, original, noise, timesteps[i]!),
  };
}

/** Linear multistep of the order that the history allows, up to four. */
function adamsBashforth([e0, e1, e2, e3]: readonly Float32Array[]): Float32Array {
  if (e3) return weightedSum([55 / 24, e0!], [-59 / 24, e1!], [37 / 24, e2!], [-9 / 24, e3]);
  if (e2) return weightedSum([23 / 12, e0!], [-16 / 12, e1!], [5 / 12, e2]);
  if (e1) return weightedSum([3 / 2, e0!], [-1 / 2, e1]);
  return e0!;
}

/** `a b c …` → `a b b c …`; a single timestep stays alone. */
function repeatSecond(timesteps: readonly number[]): number[] {
  return timesteps.flatMap((t, i) => (i === 1 ? [t, t] : [t]));
}

/** The first three strides, each as start, middle, middle, end. */
function rungeKuttaTimesteps(timesteps: readonly number[], halfStride: number): number[] {
  return timesteps.slice(0, 3).flatMap((t, i) => {
    const end = timesteps[i + 1]!;
    return [t, end + halfStride, end + halfStride, end];
  });
}

function checkRungeKutta(numInferenceSteps: number, beginIndex: number): void {
  if (numInferenceSteps >= 4 && beginIndex === 0) return;
  throw new SchedulerError(
    numInferenceSteps < 4 ? 'invalid-steps' : 'unsupported-option',
    'PNDM with a Runge–Kutta start needs 4 steps or more and cannot begin in the middle. Set skip_prk_steps.',
  );
}
