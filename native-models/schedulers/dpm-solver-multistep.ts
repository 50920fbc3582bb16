import { convertPrediction } from './convert-prediction.ts';
import {
  checkDpmSolver,
  dpmSolverAlgorithm,
  dpmSolverType,
  multistepWeights,
} from './dpm-solver-formulas.ts';
import { layOutDpmSolver } from './dpm-solver-layout.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { signalAndNoise } from './original-sample.ts';
import { planOnLevels } from './plan-on-levels.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { expectStepsInOrder, requireNoise } from './step-order.ts';
import { beginIndexForStrength, checkDistinctLevels } from './timestep-spacing.ts';
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
    solverOrder = 2,
    lowerOrderFinal = true,
    eulerAtFinal = false,
    finalSigmasType = 'zero',
  } = config;
  const algorithm = dpmSolverAlgorithm(config);
  const solverType = dpmSolverType(config);
  const target = algorithm.endsWith('++') ? 'data' : 'noise';
  const stochastic = algorithm.startsWith('sde');
  checkDpmSolver(algorithm, solverOrder, finalSigmasType);

  const layout = layOutDpmSolver(schedule, config, numInferenceSteps, config);
  const { timesteps, sigmas } = layout;
  checkDistinctLevels(sigmas.slice(0, -1));
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

  return {
    ...planOnLevels(layout, beginIndex, predictionType),
    needsNoise: () => stochastic,
    step(noisePred, i, sample, noise) {
      expectStep(i);
      const at = signalAndNoise(sigmaAt(i));
      const prediction = convertPrediction(target, config, noisePred, sample, at, batch);
      history = [prediction, ...history].slice(0, solverOrder);
      const order = orderAt(i);
      // Noise levels from the one that the step leads to, backwards in time.
      const levels = Array.from({ length: order + 1 }, (_, k) => sigmaAt(i + 1 - k));
      const weights = multistepWeights(algorithm, solverType, levels);
      const terms: Term[] = [
        [weights.sample, sample],
        ...history.slice(0, order).map((output, k): Term => [weights.history[k]!, output]),
      ];
      if (stochastic) terms.push([weights.noise, requireNoise(noise, i)]);
      return weightedSum(...terms);
    },
  };
}
