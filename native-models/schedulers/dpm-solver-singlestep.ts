import { convertPrediction } from './convert-prediction.ts';
import {
  checkDpmSolver,
  dpmSolverAlgorithm,
  dpmSolverType,
  singlestepWeights,
} from './dpm-solver-formulas.ts';
import { layOutDpmSolver } from './dpm-solver-layout.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { signalAndNoise } from './original-sample.ts';
import { planOnLevels } from './plan-on-levels.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { expectStepsInOrder, requireNoise } from './step-order.ts';
import { beginIndexForStrength } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';
import type { Term } from './weighted-sum.ts';

/**
 * DPM-Solver++ singlestep ("2S" at order 2): Lu, Zhou, Bao, Chen, Li & Zhu 2022, "DPM-Solver++" (arXiv 2211.01095),
 * algorithm 1, and DPM-Solver-2 and -3 of arXiv 2206.00927. A step of order k takes k calls of the network, all but the
 * last to look ahead; each call is a step of the plan, and the run has as many calls as asked. Matches
 * `DPMSolverSinglestepScheduler` of diffusers 0.40.0.
 */
export function planDpmSolverSinglestep(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1, batch = 1 }: PlanOptions,
): SchedulerPlan {
  const {
    predictionType = 'epsilon',
    solverOrder = 2,
    lowerOrderFinal = false,
    finalSigmasType = 'zero',
    lambdaMinClipped = -Infinity,
  } = config;
  const algorithm = dpmSolverAlgorithm(config);
  const solverType = dpmSolverType(config);
  const target = algorithm.endsWith('++') ? 'data' : 'noise';
  const stochastic = algorithm.startsWith('sde');
  checkDpmSolver(algorithm, solverOrder, finalSigmasType);

  // The reference class knows no other spacing.
  const layout = layOutDpmSolver(
    schedule,
    { ...config, timestepSpacing: 'linspace' },
    numInferenceSteps,
    { finalSigmasType, lambdaMinClipped },
  );
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const sigmaAt = (i: number): number => layout.sigmas[beginIndex + i]!;
  const orders = stageOrders(numInferenceSteps, solverOrder, {
    lowersLast: lowerOrderFinal || numInferenceSteps % solverOrder !== 0,
    endsAtZero: finalSigmasType === 'zero',
  });

  const expectStep = expectStepsInOrder();
  /** The last predictions (of data or of noise, as the algorithm wants), newest first. */
  let history: Float32Array[] = [];
  /** Where the step began whose calls are being made. */
  let begun: Float32Array = new Float32Array();

  return {
    ...planOnLevels(layout, beginIndex, predictionType),
    needsNoise: () => stochastic,
    step(noisePred, i, sample, noise) {
      expectStep(i);
      const at = signalAndNoise(sigmaAt(i));
      const prediction = convertPrediction(target, config, noisePred, sample, at, batch);
      history = [prediction, ...history].slice(0, solverOrder);
      // Begun in the middle, a run lacks the calls that the first step would look back on.
      const order = Math.min(orders[beginIndex + i]!, history.length);
      if (order === 1) begun = sample;
      // Noise levels from the one that the call leads to, back to where the step began.
      const levels = Array.from({ length: order + 1 }, (_, k) => sigmaAt(i + 1 - k));
      const weights = singlestepWeights(algorithm, solverType, levels);
      const terms: Term[] = [
        [weights.sample, begun],
        ...history.slice(0, order).map((output, k): Term => [weights.history[k]!, output]),
      ];
      if (stochastic) terms.push([weights.noise, requireNoise(noise, i)]);
      return weightedSum(...terms);
    },
  };
}

/**
 * How many predictions each call works with: 1 2 1 2 … or 1 2 3 1 2 3 …, `get_order_list` of diffusers 0.40.0. The last
 * call is of order 1 where it leads to sigma 0 or where `lowersLast` asks for it; a run of order 3 that is one call short
 * may then end with a step of order 2.
 */
function stageOrders(
  steps: number,
  order: number,
  { lowersLast, endsAtZero }: { lowersLast: boolean; endsAtZero: boolean },
): number[] {
  const whole = Array.from({ length: steps }, (_, i) => (i % order) + 1);
  const endsWithTwo = order === 3 && steps % 3 === 2;
  return endsAtZero || (lowersLast && !endsWithTwo) ? whole.toSpliced(-1, 1, 1) : whole;
}
