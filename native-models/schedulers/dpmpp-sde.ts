import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { ancestralLevels } from './sigma-space.ts';
import { planTwoStages, type TwoStageKind } from './two-stage-plan.ts';

const { exp, fround, log } = Math;

const stochastic: TwoStageKind = {
  look: middleOfLogs,
  first: ancestralLevels,
  second: ancestralLevels,
  brownian: true,
};

/**
 * DPM-Solver++ of second order for the diffusion SDE: look half-way in λ and step, both to lower levels than they lead to and
 * then up with the noise that one Brownian motion has between them. Katherine Crowson's `sample_dpmpp_sde` of k-diffusion
 * 0.1.1, η = 1 and r = ½, with which the step takes the clean sample seen at the look alone. "DPM++ SDE".
 */
export function planDpmppSde(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  options: PlanOptions,
): SchedulerPlan {
  return planTwoStages(stochastic, schedule, config, numInferenceSteps, options);
}

/** In float32 as the reference: where the look lies decides which noise it has, to the millionth. */
function middleOfLogs(from: number, to: number): number {
  const [t, next] = [-fround(log(from)), -fround(log(to))];
  const middle = fround(t + fround(fround(next - t) / 2));
  return fround(exp(-middle));
}
