import type { LatentShape } from '../models/diffusion-model.ts';
import { createScheduler } from '../schedulers/create-scheduler.ts';
import type { SchedulerPlan } from '../schedulers/scheduler.ts';
import {
  forStableDiffusion,
  readNoiseScheduleConfig,
  readSchedulerClass,
} from '../schedulers/scheduler-config.ts';
import { SchedulerError } from '../schedulers/scheduler-error.ts';
import { schedulerOfClass } from '../schedulers/scheduler-names.ts';
import { planPrompts } from './encode-prompts.ts';
import type { LatentSize } from './latent-size.ts';
import { type NoiseStream, openNoise } from './noise-stream.ts';
import type { PipelineOptions, TextToImageModel, TextToImageRequest } from './picture-request.ts';
import { PipelineError } from './pipeline-error.ts';
import type { PromptPlan } from './prompt-plan.ts';
import type { ImageBatch } from './settle-request.ts';

/** What every pipeline needs of a batch before its latents. */
export interface BatchPlan {
  readonly shape: LatentShape;
  readonly plan: SchedulerPlan;
  readonly prompts: PromptPlan;
  readonly noise: NoiseStream;
  readonly deepCacheInterval: number;
  readonly guidanceScale: number;
}

/**
 * Lays out the steps of a batch, encodes its prompts and opens its noise. Prompt schedules count the UNet calls that the
 * run really makes, as the user sees them.
 *
 * @param strength how much of the run is kept; 1 for a run from noise.
 * @throws PipelineError `invalid-steps`, SchedulerError for a configuration that cannot be used, what planPrompts
 *   throws, and the signal's reason
 */
export async function prepareBatch(
  model: TextToImageModel,
  request: TextToImageRequest,
  batch: ImageBatch,
  size: LatentSize,
  { signal }: PipelineOptions,
  strength = 1,
): Promise<BatchPlan> {
  const shape = { batch: batch.images.length, ...size };
  const plan = planSteps(model, request, shape.batch, strength);
  signal?.throwIfAborted();
  const steps = plan.timesteps.length;
  const { guidanceScale, deepCacheInterval = 1 } = request;
  // A UNet that takes guidance as an input answers for both passes at once.
  const passes = model.unet.atGuidance ? { guidanceScale: 1 } : {};
  const prompts = await planPrompts(model, batch.images, { ...request, ...passes, steps });
  const noise = openNoise(batch, size, request);
  return { shape, plan, prompts, noise, deepCacheInterval, guidanceScale };
}

/**
 * How many UNet calls a run makes.
 * @param strength how much of the run is kept; 1 for a run from noise.
 * @throws as prepareBatch, of its steps
 */
export function countSteps(
  model: Pick<TextToImageModel, 'schedulerConfig'>,
  request: Pick<TextToImageRequest, 'scheduler' | 'schedulerOptions' | 'steps' | 'eta'>,
  strength = 1,
): number {
  return planSteps(model, request, 1, strength).timesteps.length;
}

/** A scheduler plan remembers its run, so each batch has its own. */
function planSteps(
  { schedulerConfig }: Pick<TextToImageModel, 'schedulerConfig'>,
  {
    scheduler,
    schedulerOptions,
    steps,
    eta,
  }: Pick<TextToImageRequest, 'scheduler' | 'schedulerOptions' | 'steps' | 'eta'>,
  batch: number,
  strength: number,
): SchedulerPlan {
  if (steps * strength < 1 && steps >= 1) {
    throw new PipelineError(
      'invalid-steps',
      `Strength ${strength} of ${steps} steps leaves none to take. Use more of either. Nothing was drawn.`,
    );
  }
  const name = scheduler ?? schedulerOfClass(readSchedulerClass(schedulerConfig));
  const config = { ...readNoiseScheduleConfig(schedulerConfig), ...schedulerOptions };
  try {
    const options = { batch, strength, ...(eta !== undefined && { eta }) };
    return createScheduler(name, forStableDiffusion(config)).plan(steps, options);
  } catch (error) {
    if (!(error instanceof SchedulerError) || error.code !== 'invalid-steps') throw error;
    throw new PipelineError('invalid-steps', error.message, { cause: error });
  }
}
