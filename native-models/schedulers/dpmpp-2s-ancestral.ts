import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { ancestralLevels } from './sigma-space.ts';
import { planTwoStages, type TwoStageKind } from './two-stage-plan.ts';

/**
 * The middle, in λ, of the way to the level below σ₁, which is σ₁² / σ₀: σ₁ itself. So each step looks where it ends.
 */
const ancestral: TwoStageKind = {
  look: (_from, to) => to,
  first: (_from, look) => ({ down: look, up: 0 }),
  second: ancestralLevels,
  brownian: false,
};

/**
 * DPM-Solver++(2S) (Lu, Zhou, Bao, Chen, Li & Zhu 2022, arXiv 2211.01095, algorithm 1) to a lower noise level than the next
 * one, then fresh noise up to it: Katherine Crowson's `sample_dpmpp_2s_ancestral` of k-diffusion 0.1.1, η = 1. "DPM++ 2S a".
 */
export function planDpmpp2sAncestral(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  options: PlanOptions,
): SchedulerPlan {
  return planTwoStages(ancestral, schedule, config, numInferenceSteps, options);
}
