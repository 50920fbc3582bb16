import { type Dpm2Kind, planDpm2Kind } from './dpm2-plan.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { ancestralLevels } from './sigma-space.ts';
import { requireNoise } from './step-order.ts';
import { weightedSum } from './weighted-sum.ts';

const ancestral: Dpm2Kind = {
  look: (_from, to) => to,
  drawsNoise: true,
  arrive({ begun, slope, from, to, noise, i }) {
    const { down, up } = ancestralLevels(from, to);
    return weightedSum([1, begun], [down - from, slope], [up, requireNoise(noise, i)]);
  },
};

/**
 * DPM-Solver-2 to a lower noise level than the next one, then fresh noise up to it: Katherine Crowson's
 * `sample_dpm_2_ancestral` (k-diffusion). The level below σ₁ is σ₁² / σ₀, so the geometric middle on the way there is σ₁
 * itself: each step but the last is looked at where it ends. Matches `KDPM2AncestralDiscreteScheduler` of diffusers
 * 0.40.0.
 */
export function planDpm2Ancestral(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  options: PlanOptions,
): SchedulerPlan {
  return planDpm2Kind(ancestral, schedule, config, numInferenceSteps, options);
}
