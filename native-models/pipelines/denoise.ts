import type { LatentShape, Unet } from '../models/diffusion-model.ts';
import type { SchedulerPlan } from '../schedulers/scheduler.ts';
import { weightedSum } from '../schedulers/weighted-sum.ts';
import { isGuided } from './encode-prompts.ts';
import { PipelineError } from './pipeline-error.ts';

export interface DenoiseRun {
  /** `[batch, 4, height, width]` at the noise level where the plan begins. */
  readonly latents: Float32Array;
  /** `[batch, 77, hiddenSize]`, or twice as many rows, negative ones first, with guidance. */
  readonly promptEmbeds: Float32Array;
  readonly shape: LatentShape;
  /** At 1 and below guidance is off. */
  readonly guidanceScale: number;
  /** Fresh: a plan serves one run. */
  readonly plan: SchedulerPlan;
  /** The next standard-normal tensor shaped like the latents. */
  readonly nextNoise: () => Float32Array;
}

export interface DenoiseStep {
  /** Steps done, 1 … `plan.timesteps.length`. */
  readonly step: number;
  /** Latents after this step, `[batch, 4, height, width]`. */
  readonly sample: Float32Array;
  /** The clean latents that this step's prediction points to. Not computed unless asked for. */
  readonly predictOriginal: () => Float32Array;
}

/**
 * The denoising loop: scale, predict, guide, step.
 *
 * @param signal looked at before every UNet call; a call that runs is not interrupted.
 * @throws PipelineError `not-finite`, and the signal's reason
 */
export async function* denoise(
  unet: Pick<Unet, 'predict'>,
  { latents, promptEmbeds, shape, guidanceScale, plan, nextNoise }: DenoiseRun,
  signal?: AbortSignal,
): AsyncGenerator<DenoiseStep, void, undefined> {
  let sample = latents;
  for (const [i, timestep] of plan.timesteps.entries()) {
    signal?.throwIfAborted();
    const input = plan.scaleModelInput(sample, i);
    const noisePred = isGuided(guidanceScale)
      ? await predictGuided(unet, input, timestep, promptEmbeds, shape, guidanceScale)
      : await unet.predict(input, timestep, promptEmbeds, shape);

    const before = sample;
    sample = plan.step(noisePred, i, before, plan.needsNoise(i) ? nextNoise() : undefined);
    requireFinite(sample, i + 1, plan.timesteps.length);
    const predictOriginal = (): Float32Array => plan.predictOriginal(noisePred, i, before);
    yield { step: i + 1, sample, predictOriginal };
  }
}

/**
 * Classifier-free guidance (Ho & Salimans 2022, arXiv 2207.12598): one UNet call on `[negative, prompt]`, then from the
 * negative prediction through the other and beyond.
 */
async function predictGuided(
  unet: Pick<Unet, 'predict'>,
  input: Float32Array,
  timestep: number,
  promptEmbeds: Float32Array,
  shape: LatentShape,
  guidanceScale: number,
): Promise<Float32Array> {
  const doubled = new Float32Array(2 * input.length);
  doubled.set(input);
  doubled.set(input, input.length);
  const both = await unet.predict(doubled, timestep, promptEmbeds, {
    ...shape,
    batch: 2 * shape.batch,
  });
  const negative = both.subarray(0, input.length);
  const prompted = both.subarray(input.length);
  return weightedSum([1 - guidanceScale, negative], [guidanceScale, prompted]);
}

function requireFinite(sample: Float32Array, step: number, steps: number): void {
  if (sample.every(Number.isFinite)) return;
  throw new PipelineError(
    'not-finite',
    `The latents stopped being numbers at step ${step} of ${steps}; the picture cannot be finished. ` +
      'The model may be damaged, or the guidance far too high.',
  );
}
