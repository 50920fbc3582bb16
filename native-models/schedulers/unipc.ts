import { convertPrediction } from './convert-prediction.ts';
import { layOutDpmSolver } from './dpm-solver-layout.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { signalAndNoise } from './original-sample.ts';
import { planOnLevels } from './plan-on-levels.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { SchedulerError } from './scheduler-error.ts';
import { expectStepsInOrder } from './step-order.ts';
import { beginIndexForStrength, checkDistinctLevels } from './timestep-spacing.ts';
import { unipcWeights } from './unipc-formulas.ts';
import { weightedSum } from './weighted-sum.ts';
import type { Term } from './weighted-sum.ts';

/**
 * UniPC: Zhao, Bai, Rao, Zhou & Lu 2023, "UniPC: A Unified Predictor-Corrector Framework for Fast Sampling of Diffusion
 * Models" (arXiv 2302.04867), algorithms 5 and 6. A prediction first corrects the step that led to it, without another
 * call of the network, then serves the next step. Matches `UniPCMultistepScheduler` of diffusers 0.40.0.
 */
export function planUniPc(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1, batch = 1 }: PlanOptions,
): SchedulerPlan {
  const {
    predictionType = 'epsilon',
    solverOrder = 2,
    lowerOrderFinal = true,
    predictX0 = true,
    disableCorrector = [],
  } = config;
  checkCombination(config);
  const target = predictX0 ? 'data' : 'noise';
  const basis = config.solverType === 'bh1' ? 'bh1' : 'bh2';

  const { finalSigmasType = 'zero' } = config;
  const layout = layOutDpmSolver(schedule, config, numInferenceSteps, { finalSigmasType });
  checkDistinctLevels(layout.sigmas.slice(0, -1));
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const sigmaAt = (i: number): number => layout.sigmas[beginIndex + i]!;
  const steps = layout.timesteps.length - beginIndex;

  const expectStep = expectStepsInOrder();
  /** The last predictions (of data or of noise), newest first. */
  let history: Float32Array[] = [];
  /** Where the last step began, and of which order it was: the corrector takes that step again. */
  let last: { readonly sample: Float32Array; readonly order: number } | undefined;

  /** One update from the level of `i` to that of `i + 1`, along the predictions made up to `i`; newer ones correct it. */
  const update = (
    sample: Float32Array,
    i: number,
    order: number,
    arrived?: Float32Array,
  ): Float32Array => {
    const levels = Array.from({ length: order + 1 }, (_, k) => sigmaAt(i + 1 - k));
    const weights = unipcWeights(
      basis,
      target,
      levels,
      arrived === undefined ? 'predict' : 'correct',
    );
    return weightedSum(
      [weights.sample, sample],
      ...history.slice(0, order).map((output, k): Term => [weights.history[k]!, output]),
      ...(arrived === undefined ? [] : [[weights.arrived, arrived] as const]),
    );
  };

  return {
    ...planOnLevels(layout, beginIndex, predictionType),
    needsNoise: () => false,
    step(noisePred, i, predicted) {
      expectStep(i);
      const at = signalAndNoise(sigmaAt(i));
      const prediction = convertPrediction(target, config, noisePred, predicted, at, batch);
      const corrects = last !== undefined && !disableCorrector.includes(beginIndex + i - 1);
      const sample = corrects ? update(last!.sample, i - 1, last!.order, prediction) : predicted;
      history = [prediction, ...history].slice(0, solverOrder);
      const order = Math.min(history.length, lowerOrderFinal ? steps - i : solverOrder);
      last = { sample, order };
      return update(sample, i, order);
    },
  };
}

/** Only a first-order step of data prediction in the form `bh2` can go all the way to sigma 0. */
function checkCombination({
  finalSigmasType = 'zero',
  solverType = 'bh2',
  predictX0 = true,
  lowerOrderFinal = true,
  solverOrder = 2,
}: NoiseScheduleConfig): void {
  const endsAtZero = predictX0 && solverType !== 'bh1' && (lowerOrderFinal || solverOrder === 1);
  if (finalSigmasType === 'sigma_min' || endsAtZero) return;
  throw new SchedulerError(
    'unsupported-option',
    'UniPC with solver_type "bh1", predict_x0 false or lower_order_final false cannot step to sigma 0. ' +
      'Set final_sigmas_type to "sigma_min".',
  );
}
