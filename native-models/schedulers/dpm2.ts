import { type Dpm2Kind, planDpm2Kind } from './dpm2-plan.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { weightedSum } from './weighted-sum.ts';

const plain: Dpm2Kind = {
  look: (from, to) => Math.sqrt(from * to),
  drawsNoise: false,
  arrive: ({ begun, slope, from, to }) => weightedSum([1, begun], [to - from, slope]),
};

/**
 * DPM-Solver-2 in the form of Karras et al. 2022 (arXiv 2206.00364), Katherine Crowson's `sample_dpm_2` (k-diffusion):
 * each step but the last looks at the geometric middle of its two noise levels and goes all the way with the slope found
 * there. Matches `KDPM2DiscreteScheduler` of diffusers 0.40.0.
 */
export function planDpm2(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  options: PlanOptions,
): SchedulerPlan {
  return planDpm2Kind(plain, schedule, config, numInferenceSteps, options);
}
