import type { NoiseSchedule } from './noise-schedule.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { trainingSigmas } from './sigma-schedules.ts';
import { layOutSigmas, type SigmaLayout } from './sigma-space.ts';

/**
 * Levels as k-diffusion's samplers are given them: those laid out by a formula go from the training's highest to its lowest.
 * There a run from noise begins with so much noise and nothing else, as in webui; from a lower level, as `leading` spacing
 * has it, with the variance that the UNet was trained on.
 */
export function layOutKDiffusion(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
): SigmaLayout {
  const training = trainingSigmas(schedule);
  const ends = { sigmaMin: training[0]!, sigmaMax: training.at(-1)! };
  const layout = layOutSigmas(schedule, config, numInferenceSteps, ends);
  const highest = layout.sigmas[0]!;
  return highest >= ends.sigmaMax ? { ...layout, initNoiseSigma: highest } : layout;
}

/** The ends of the Brownian motion that a run's noise is taken from, strength or not. */
export function brownianEnds({ sigmas }: SigmaLayout): { lowest: number; highest: number } {
  const levels = sigmas.filter((sigma) => sigma > 0);
  return { lowest: Math.min(...levels), highest: Math.max(...levels) };
}
