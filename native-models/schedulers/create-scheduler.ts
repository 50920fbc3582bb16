import { planDdim } from './ddim.ts';
import { planDpmSolverMultistep } from './dpm-solver-multistep.ts';
import { planEulerAncestral } from './euler-ancestral.ts';
import { planEuler } from './euler.ts';
import { planLms } from './lms.ts';
import { createNoiseSchedule } from './noise-schedule.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { planPndm } from './pndm.ts';
import type { PlanOptions, Scheduler, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import type { SchedulerName } from './scheduler-names.ts';
import { planUniPc } from './unipc.ts';
import { checkStepCount, checkTimesteps } from './timestep-spacing.ts';

type Algorithm = (
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  options: PlanOptions,
) => SchedulerPlan;

const algorithms: Readonly<Record<SchedulerName, Algorithm>> = {
  ddim: planDdim,
  pndm: planPndm,
  lms: planLms,
  euler: planEuler,
  'euler-ancestral': planEulerAncestral,
  'dpmpp-2m': planDpmSolverMultistep,
  unipc: planUniPc,
};

/**
 * Binds an algorithm to a model's noise schedule.
 * @throws SchedulerError `unsupported-option`, where the configuration asks for what the algorithm cannot do
 */
export function createScheduler(name: SchedulerName, config: NoiseScheduleConfig): Scheduler {
  const schedule = createNoiseSchedule(config);
  const { numTrainTimesteps } = schedule;
  return {
    name,
    numTrainTimesteps,
    plan(numInferenceSteps, options = {}) {
      checkStepCount(numInferenceSteps, numTrainTimesteps);
      const plan = algorithms[name](schedule, config, numInferenceSteps, options);
      checkTimesteps(plan.timesteps, numTrainTimesteps);
      return plan;
    },
  };
}
