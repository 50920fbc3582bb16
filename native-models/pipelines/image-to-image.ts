import type { LatentDistribution } from '../models/diffusion-model.ts';
import { encodeImage, sampleLatents } from './encode-image.ts';
import type {
  ImageToImageModel,
  ImageToImageRequest,
  PictureEvent,
  PipelineOptions,
} from './picture-request.ts';
import { prepareBatch } from './prepare-batch.ts';
import { fitImage, toPlanes } from './prepare-image.ts';
import { beginWithImage } from './prepare-latents.ts';
import { printBatch } from './print-batch.ts';
import { requireNoMask } from './require-channels.ts';
import { requireShare, settleRequest } from './settle-request.ts';

/**
 * Pictures that begin as another picture under noise: SDEdit (Meng et al. 2021, arXiv 2108.01073) as
 * `StableDiffusionImg2ImgPipeline` of diffusers 0.39.0 and, with its T5 tokenizer,
 * `JapaneseStableDiffusionImg2ImgPipeline` of rinnakk/japanese-stable-diffusion on diffusers 0.8.1 do it.
 *
 * Of the steps the last `strength` are taken. Before its noise each picture draws from the VAE's distribution of the
 * original, with its own generator.
 *
 * @throws as textToImage; PipelineError `invalid-steps` too where the strength leaves no step
 */
export async function* imageToImage(
  model: ImageToImageModel,
  request: ImageToImageRequest,
  options: PipelineOptions = {},
): AsyncGenerator<PictureEvent, void, undefined> {
  const { batches, latentSize } = settleRequest(request);
  const { image, fit, strength, tiles } = request;
  requireShare('Strength', strength);
  requireNoMask(model.unet);
  const planes = toPlanes(fitImage(image, request, fit));
  let encoded: LatentDistribution | undefined;
  for (const batch of batches) {
    const ready = await prepareBatch(model, request, batch, latentSize, options, strength);
    encoded ??= await encodeImage(model.vaeEncoder, planes, latentSize, { ...options, tiles });
    const { noise, plan } = ready;
    const original = sampleLatents(model.vaeEncoder, encoded, noise.drawPosterior());
    const beginning = beginWithImage(original, noise.drawInitial(), plan);
    yield* printBatch(model, request, batch, { ...ready, ...beginning }, options);
  }
}
