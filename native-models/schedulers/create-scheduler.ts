import { planDdim } from './ddim.ts';
import { planDdpm } from './ddpm.ts';
import { planDeis } from './deis.ts';
import { planDpmSolverMultistep } from './dpm-solver-multistep.ts';
import { planDpmSolverSinglestep } from './dpm-solver-singlestep.ts';
import { planDpmpp2sAncestral } from './dpmpp-2s-ancestral.ts';
import { planDpmpp3mSde } from './dpmpp-3m-sde.ts';
import { planDpmppSde } from './dpmpp-sde.ts';
import { planDpm2Ancestral } from './dpm2-ancestral.ts';
import { planDpm2 } from './dpm2.ts';
import { planEulerAncestral } from './euler-ancestral.ts';
import { planEuler } from './euler.ts';
import { planHeun } from './heun.ts';
import { planLcm } from './lcm.ts';
import { planLms } from './lms.ts';
import { createNoiseSchedule } from './noise-schedule.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { planPndm } from './pndm.ts';
import type { PlanOptions, Scheduler, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { classOfScheduler, optionsOfScheduler } from './scheduler-names.ts';
import type { SchedulerClass, SchedulerName } from './scheduler-names.ts';
import { planTcd } from './tcd.ts';
import { planUniPc } from './unipc.ts';
import { checkStepCount, checkTimesteps } from './timestep-spacing.ts';

type Algorithm = (
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  options: PlanOptions,
) => SchedulerPlan;

const algorithms: Readonly<Record<SchedulerClass, Algorithm>> = {
  DDIMScheduler: planDdim,
  DDPMScheduler: planDdpm,
  PNDMScheduler: planPndm,
  LMSDiscreteScheduler: planLms,
  EulerDiscreteScheduler: planEuler,
  EulerAncestralDiscreteScheduler: planEulerAncestral,
  HeunDiscreteScheduler: planHeun,
  KDPM2DiscreteScheduler: planDpm2,
  KDPM2AncestralDiscreteScheduler: planDpm2Ancestral,
  sample_dpmpp_2s_ancestral: planDpmpp2sAncestral,
  DPMSolverSDEScheduler: planDpmppSde,
  DPMSolverSinglestepScheduler: planDpmSolverSinglestep,
  DPMSolverMultistepScheduler: planDpmSolverMultistep,
  sample_dpmpp_3m_sde: planDpmpp3mSde,
  DEISMultistepScheduler: planDeis,
  UniPCMultistepScheduler: planUniPc,
  LCMScheduler: planLcm,
  TCDScheduler: planTcd,
};

const stableDiffusionEnds: NoiseScheduleConfig = { betaStart: 0.00085, betaEnd: 0.012 };

/** Training betas of classes whose constructors do not take 0.0001 … 0.02, linear. */
const defaultBetas: Readonly<Partial<Record<SchedulerClass, NoiseScheduleConfig>>> = {
  HeunDiscreteScheduler: stableDiffusionEnds,
  KDPM2DiscreteScheduler: stableDiffusionEnds,
  KDPM2AncestralDiscreteScheduler: stableDiffusionEnds,
  DPMSolverSDEScheduler: stableDiffusionEnds,
  LCMScheduler: { ...stableDiffusionEnds, betaSchedule: 'scaled_linear' },
  TCDScheduler: { ...stableDiffusionEnds, betaSchedule: 'scaled_linear' },
};

/** The others know no zero terminal SNR: they run such a model on the betas that it had before, as in diffusers. */
const classesWithZeroSnr: ReadonlySet<SchedulerClass> = new Set([
  'DDIMScheduler',
  'DDPMScheduler',
  'EulerDiscreteScheduler',
  'EulerAncestralDiscreteScheduler',
  'sample_dpmpp_2s_ancestral',
  'DPMSolverSDEScheduler',
  'sample_dpmpp_3m_sde',
  'DPMSolverMultistepScheduler',
  'UniPCMultistepScheduler',
  'LCMScheduler',
  'TCDScheduler',
]);

/**
 * Binds an algorithm to a model's noise schedule.
 * @throws SchedulerError `unsupported-option`, where the configuration asks for what the algorithm cannot do
 */
export function createScheduler(name: SchedulerName, modelConfig: NoiseScheduleConfig): Scheduler {
  const className = classOfScheduler(name);
  const config = {
    ...defaultBetas[className],
    ...modelConfig,
    ...optionsOfScheduler(name),
    ...(!classesWithZeroSnr.has(className) && { rescaleBetasZeroSnr: false }),
  };
  const schedule = createNoiseSchedule(config);
  const { numTrainTimesteps } = schedule;
  return {
    name,
    numTrainTimesteps,
    plan(numInferenceSteps, options = {}) {
      checkStepCount(numInferenceSteps, numTrainTimesteps);
      const plan = algorithms[className](schedule, config, numInferenceSteps, options);
      checkTimesteps(plan.timesteps, numTrainTimesteps);
      return plan;
    },
  };
}
