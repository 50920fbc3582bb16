import { createLatentNoise } from '../random/latent-noise.ts';
import { createScheduler } from '../schedulers/create-scheduler.ts';
import type { SchedulerPlan } from '../schedulers/scheduler.ts';
import {
  forStableDiffusion,
  readNoiseScheduleConfig,
  readSchedulerClass,
} from '../schedulers/scheduler-config.ts';
import { SchedulerError } from '../schedulers/scheduler-error.ts';
import { schedulerOfClass } from '../schedulers/scheduler-names.ts';
import { decodeLatents } from './decode-latents.ts';
import { denoise } from './denoise.ts';
import { encodePrompts } from './encode-prompts.ts';
import { previewLatents } from './latent-preview.ts';
import { PipelineError } from './pipeline-error.ts';
import { latentLength, prepareLatents } from './prepare-latents.ts';
import { settleRequest } from './settle-request.ts';
import type {
  TextToImageEvent,
  TextToImageModel,
  TextToImageOptions,
  TextToImageRequest,
} from './text-to-image-request.ts';

/**
 * Pictures from prompts: `StableDiffusionPipeline` of diffusers 0.39.0 and, with its T5 tokenizer,
 * `JapaneseStableDiffusionPipeline` of rinnakk/japanese-stable-diffusion on diffusers 0.8.1. Final latents agree within
 * 2e-4 × max(1, standard deviation), pictures within one grey level.
 *
 * @throws PipelineError, SchedulerError (a configuration that cannot be used), TokenizerError (lone surrogates), and the
 * signal's reason. Pictures yielded before are whole.
 */
export async function* textToImage(
  model: TextToImageModel,
  request: TextToImageRequest,
  { signal, createNoise = createLatentNoise }: TextToImageOptions = {},
): AsyncGenerator<TextToImageEvent, void, undefined> {
  const { batches, latentSize } = settleRequest(request);
  const { guidanceScale, previews = false } = request;
  const { unet, vaeDecoder } = model;
  const length = latentLength(latentSize);
  for (const batch of batches) {
    const { images } = batch;
    const shape = { batch: images.length, ...latentSize };
    const plan = planRun(model, request, images.length);
    signal?.throwIfAborted();
    const promptEmbeds = await encodePrompts(model, images, guidanceScale);
    const { noise, latents, nextNoise } = prepareLatents(batch, latentSize, plan, createNoise);

    let denoised = latents;
    const run = { latents, promptEmbeds, shape, guidanceScale, plan, nextNoise };
    for await (const { step, sample, predictOriginal } of denoise(unet, run, signal)) {
      denoised = sample;
      const small = previews ? await previewLatents(vaeDecoder, predictOriginal(), shape) : [];
      for (const [k, { index }] of images.entries()) {
        const progress = { type: 'step', index, step, steps: plan.timesteps.length } as const;
        const preview = small[k];
        yield preview === undefined ? progress : { ...progress, preview };
      }
    }

    for (const [k, { index, seed }] of images.entries()) {
      signal?.throwIfAborted();
      const own = (all: Float32Array): Float32Array => all.slice(k * length, (k + 1) * length);
      const image = await decodeLatents(vaeDecoder, own(denoised), latentSize);
      yield { type: 'image', index, seed, ...image, noise: own(noise), latents: own(denoised) };
    }
  }
}

/**
 * Lays out one run of one batch. A plan remembers its run, so each batch has its own.
 * @throws PipelineError `invalid-steps`, and SchedulerError for a configuration that cannot be used
 */
function planRun(
  { schedulerConfig }: TextToImageModel,
  { scheduler, schedulerOptions, steps, eta = 0 }: TextToImageRequest,
  batch: number,
): SchedulerPlan {
  const name = scheduler ?? schedulerOfClass(readSchedulerClass(schedulerConfig));
  const config = { ...readNoiseScheduleConfig(schedulerConfig), ...schedulerOptions };
  try {
    return createScheduler(name, forStableDiffusion(config)).plan(steps, { batch, eta });
  } catch (error) {
    if (!(error instanceof SchedulerError) || error.code !== 'invalid-steps') throw error;
    throw new PipelineError('invalid-steps', error.message, { cause: error });
  }
}
