import type { RgbImage } from '../pictures/rgb-image.ts';
import { decodeLatents } from './decode-latents.ts';
import { denoise, type DenoiseRun } from './denoise.ts';
import { previewLatents } from './latent-preview.ts';
import { latentLength, type LatentSize } from './latent-size.ts';
import type {
  PictureEvent,
  PipelineOptions,
  TextToImageModel,
  TextToImageRequest,
} from './picture-request.ts';
import { createPreviewPace } from './preview-pace.ts';
import type { ImageBatch } from './settle-request.ts';

/** A batch that is ready to be denoised. */
export interface PreparedBatch extends DenoiseRun {
  /** What it began as, standard normal, shaped like the latents. */
  readonly initialNoise: Float32Array;
  /** Done to every finished picture. */
  readonly retouch?: (image: RgbImage) => RgbImage;
}

/**
 * The second half of every pipeline: denoises a batch, then decodes it picture by picture.
 *
 * @throws PipelineError `not-finite`, and the signal's reason
 */
export async function* printBatch(
  model: TextToImageModel,
  { previews = false, previewEvery = 0, tiles }: TextToImageRequest,
  { images }: ImageBatch,
  run: PreparedBatch,
  { signal, now = () => performance.now() }: PipelineOptions,
): AsyncGenerator<PictureEvent, void, undefined> {
  const { shape, plan, initialNoise, retouch } = run;
  const pace = createPreviewPace(previewEvery, now);
  const steps = plan.timesteps.length;
  let denoised = run.latents;
  for await (const { step, sample, predictOriginal } of denoise(model.unet, run, signal)) {
    denoised = sample;
    const isShown = previews && pace.isDue(step, steps);
    const small = isShown ? await drawPreviews(model, predictOriginal(), run) : [];
    for (const [k, { index }] of images.entries()) {
      const progress = { type: 'step', index, step, steps } as const;
      const preview = small[k];
      yield preview === undefined ? progress : { ...progress, preview };
    }
  }

  for (const [k, { index, seed }] of images.entries()) {
    signal?.throwIfAborted();
    const latents = latentsOf(denoised, k, shape);
    const image = await decodeLatents(model.vaeDecoder, latents, shape, { tiles, signal });
    const finished = retouch?.(image) ?? image;
    yield {
      type: 'image',
      index,
      seed,
      ...finished,
      noise: latentsOf(initialNoise, k, shape),
      latents,
    };
  }
}

/** Small pictures by the preview decoder, or estimated from the latents where the model has none. */
async function drawPreviews(
  { vaeDecoder, previewDecoder }: TextToImageModel,
  latents: Float32Array,
  { shape }: DenoiseRun,
): Promise<RgbImage[]> {
  if (!previewDecoder) return previewLatents(vaeDecoder, latents, shape);
  const previews: RgbImage[] = [];
  for (let k = 0; k < shape.batch; k++) {
    previews.push(await decodeLatents(previewDecoder, latentsOf(latents, k, shape), shape));
  }
  return previews;
}

/** The latents of one picture of a batch. */
function latentsOf(all: Float32Array, picture: number, size: LatentSize): Float32Array {
  const length = latentLength(size);
  return all.slice(picture * length, (picture + 1) * length);
}
