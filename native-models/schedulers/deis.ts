import { convertPrediction } from './convert-prediction.ts';
import { layOutDpmSolver } from './dpm-solver-layout.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { signalAndNoise } from './original-sample.ts';
import { planOnLevels } from './plan-on-levels.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { expectStepsInOrder } from './step-order.ts';
import { beginIndexForStrength } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';
import type { Term } from './weighted-sum.ts';

/**
 * DEIS: Zhang & Chen 2022, "Fast Sampling of Diffusion Models with Exponential Integrator" (arXiv 2204.13902),
 * algorithm 1 with polynomials in log ρ (tABDEIS): the noise between two levels is extrapolated from earlier predictions
 * and integrated exactly. Matches `DEISMultistepScheduler` of diffusers 0.40.0, which ends at the smallest training
 * sigma, not at 0.
 */
export function planDeis(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1, batch = 1 }: PlanOptions,
): SchedulerPlan {
  const { predictionType = 'epsilon', solverOrder = 2, lowerOrderFinal = true } = config;
  const layout = layOutDpmSolver(schedule, config, numInferenceSteps, {
    finalSigmasType: 'sigma_min',
  });
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const sigmaAt = (i: number): number => layout.sigmas[beginIndex + i]!;
  const steps = layout.timesteps.length - beginIndex;
  const lowersLast = lowerOrderFinal && layout.timesteps.length < 15;

  const expectStep = expectStepsInOrder();
  /** The last predictions of the noise, newest first. */
  let history: Float32Array[] = [];

  return {
    ...planOnLevels(layout, beginIndex, predictionType),
    needsNoise: () => false,
    step(noisePred, i, sample) {
      expectStep(i);
      const [from, to] = [signalAndNoise(sigmaAt(i)), signalAndNoise(sigmaAt(i + 1))];
      const epsilon = convertPrediction('noise', config, noisePred, sample, from, batch);
      history = [epsilon, ...history].slice(0, solverOrder);
      const order = Math.min(history.length, lowersLast ? steps - i : solverOrder);
      const nodes = Array.from({ length: order }, (_, k) => sigmaAt(i - k));
      const weights = extrapolationWeights(nodes, sigmaAt(i + 1));
      return weightedSum(
        [to.alpha / from.alpha, sample],
        ...weights.map((weight, k): Term => [to.alpha * weight, history[k]!]),
      );
    },
  };
}

/**
 * `∫ ℓ_k(log ρ) dρ` from the newest node to `to`, ℓ_k the Lagrange polynomial over log ρ that is 1 at node k and 0 at the
 * others. One to three nodes, newest first.
 */
function extrapolationWeights(nodes: readonly number[], to: number): number[] {
  return nodes.map((own) => {
    const others = nodes.filter((node) => node !== own).map(Math.log);
    // (L − a)(L − b) = L² − (a + b)·L + ab
    const coefficients = others.reduce(
      (polynomial, root) => [...polynomial, 0].map((c, n) => c - root * (polynomial[n - 1] ?? 0)),
      [1],
    );
    const scale = others.reduce((product, root) => product * (Math.log(own) - root), 1);
    const integral = (rho: number): number => integrateLogPolynomial(coefficients, rho);
    return (integral(to) - integral(nodes[0]!)) / scale;
  });
}

/** Antiderivative of a polynomial in L = log ρ, highest power first, at most squared. */
function integrateLogPolynomial(coefficients: readonly number[], rho: number): number {
  const log = Math.log(rho);
  const powers = [rho, rho * (log - 1), rho * (log ** 2 - 2 * log + 2)];
  return coefficients.reduce((sum, c, n) => sum + c * powers[coefficients.length - 1 - n]!, 0);
}
