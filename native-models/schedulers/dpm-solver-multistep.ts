import { dpmSolverWeights, layOutDpmSolver } from './dpm-solver-formulas.ts';
import { dynamicThreshold } from './dynamic-threshold.ts';
import { keepLastAlphaFinite } from './noise-schedule.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { originalSample, predictedNoise } from './original-sample.ts';
import type { SignalAndNoise } from './original-sample.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { SchedulerError } from './scheduler-error.ts';
import { expectStepsInOrder, requireNoise } from './step-order.ts';
import { beginIndexForStrength } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';
import type { Term } from './weighted-sum.ts';

/**
 * DPM-Solver++ multistep ("2M" at order 2): Lu, Zhou, Bao, Chen, Li & Zhu 2022, "DPM-Solver++" (arXiv 2211.01095),
 * algorithm 2, with its SDE form, its orders 1 and 3, and the noise-predicting DPM-Solver (arXiv 2206.00927).
 * Matches `DPMSolverMultistepScheduler` of diffusers 0.40.0.
 */
export function planDpmSolverMultistep(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1, batch = 1 }: PlanOptions,
): SchedulerPlan {
  const {
    predictionType = 'epsilon',
    algorithmType = 'dpmsolver++',
    solverOrder = 2,
    solverType = 'midpoint',
    lowerOrderFinal = true,
    eulerAtFinal = false,
    finalSigmasType = 'zero',
    thresholding = false,
  } = config;
  const predictsData = algorithmType.endsWith('++');
  const stochastic = algorithmType.startsWith('sde');
  checkCombination(algorithmType, solverOrder, finalSigmasType);

  const { timesteps, sigmas } = layOutDpmSolver(
    keepLastAlphaFinite(schedule, config),
    config,
    numInferenceSteps,
  );
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const sigmaAt = (i: number): number => sigmas[beginIndex + i]!;
  const steps = timesteps.length - beginIndex;
  const isShort = timesteps.length < 15;

  const expectStep = expectStepsInOrder();
  /** The last predictions (of data or of noise, as the algorithm wants), newest first. */
  let history: Float32Array[] = [];

  /** The order that history allows, lowered at the end of short runs, where high orders overshoot. */
  const orderAt = (i: number): number => {
    const lowerLast = eulerAtFinal || finalSigmasType === 'zero' || (lowerOrderFinal && isShort);
    if (i === steps - 1 && lowerLast) return 1;
    if (i === steps - 2 && lowerOrderFinal && isShort)
      return Math.min(solverOrder, history.length, 2);
    return Math.min(solverOrder, history.length);
  };

  const convertOutput = (output: Float32Array, i: number, sample: Float32Array): Float32Array => {
    const at = signalAndNoise(sigmaAt(i));
    if (!thresholding) {
      return predictsData
        ? originalSample(predictionType, output, sample, at)
        : predictedNoise(predictionType, output, sample, at);
    }
    const x0 = dynamicThreshold(originalSample(predictionType, output, sample, at), batch, config);
    return predictsData ? x0 : predictedNoise('sample', x0, sample, at);
  };

  return {
    timesteps: timesteps.slice(beginIndex),
    sigmas: sigmas.slice(beginIndex),
    initNoiseSigma: 1,
    beginIndex,
    scaleModelInput: (sample) => sample,
    needsNoise: () => stochastic,
    step(noisePred, i, sample, noise) {
      expectStep(i);
      history = [convertOutput(noisePred, i, sample), ...history].slice(0, solverOrder);
      const order = orderAt(i);
      // Noise levels from the one that the step leads to, backwards in time.
      const levels = Array.from({ length: order + 1 }, (_, k) => sigmaAt(i + 1 - k));
      const weights = dpmSolverWeights(algorithmType, solverType, levels);
      const terms: Term[] = [
        [weights.sample, sample],
        ...history.slice(0, order).map((output, k): Term => [weights.history[k]!, output]),
      ];
      if (stochastic) terms.push([weights.noise, requireNoise(noise, i)]);
      return weightedSum(...terms);
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSample(predictionType, noisePred, sample, signalAndNoise(sigmaAt(i))),
    addNoise(original, noise, i) {
      const { alpha, sigma } = signalAndNoise(sigmaAt(i));
      return weightedSum([alpha, original], [sigma, noise]);
    },
  };
}

/** A sigma of the variance-exploding form as shares of a sample of unit variance. */
function signalAndNoise(sigma: number): SignalAndNoise {
  const alpha = 1 / Math.sqrt(sigma ** 2 + 1);
  return { alpha, sigma: sigma * alpha };
}

function checkCombination(algorithmType: string, order: number, finalSigmasType: string): void {
  if (!algorithmType.endsWith('++') && finalSigmasType === 'zero') {
    throw new SchedulerError(
      'unsupported-option',
      `${algorithmType} predicts noise and cannot step to sigma 0. Set final_sigmas_type to "sigma_min".`,
    );
  }
  if (algorithmType === 'sde-dpmsolver' && order === 3) {
    throw new SchedulerError(
      'unsupported-option',
      'sde-dpmsolver has no third order. Set solver_order to 2.',
    );
  }
}
