import type { LatentDistribution } from '../models/diffusion-model.ts';
import type { RgbImage } from '../pictures/rgb-image.ts';
import { encodeImage } from './encode-image.ts';
import { blendScene, showScene } from './inpaint-scene.ts';
import { keepOriginal } from './keep-original.ts';
import type {
  ImageToImageModel,
  InpaintRequest,
  PictureEvent,
  PipelineOptions,
} from './picture-request.ts';
import { prepareBatch } from './prepare-batch.ts';
import { fitImage, fitRaster, toPlanes } from './prepare-image.ts';
import { hideMasked } from './prepare-mask.ts';
import { printBatch } from './print-batch.ts';
import { seesMask } from './require-channels.ts';
import { requireShare, settleRequest } from './settle-request.ts';

/**
 * Paints the masked part of a picture anew. A UNet of nine channels is shown the mask and the rest of the picture at
 * every step: `StableDiffusionInpaintPipeline` of diffusers 0.39.0. For one of four channels the rest is put back after
 * every step, as `request.blending` says.
 *
 * Of the steps the last `strength` are taken. At 1 the masked part begins as nothing but noise; the two older blendings
 * leave a trace of the picture in it.
 *
 * @throws as imageToImage
 */
export async function* inpaint(
  model: ImageToImageModel,
  request: InpaintRequest,
  options: PipelineOptions = {},
): AsyncGenerator<PictureEvent, void, undefined> {
  const { batches, latentSize } = settleRequest(request);
  const { fit, strength, tiles } = request;
  requireShare('Strength', strength);
  const begin = seesMask(model.unet) ? showScene : blendScene;
  const image = fitImage(request.image, request, fit);
  const mask = fitRaster('The mask', request.mask, 1, request, fit);
  const planes = toPlanes(image);
  const encode = (whole: Float32Array) =>
    encodeImage(model.vaeEncoder, whole, latentSize, { ...options, tiles });
  const scene = {
    mask,
    encodeImage: once(() => encode(planes)),
    encodeRest: once(() => encode(hideMasked(planes, mask))),
  };
  const retouch = (painted: RgbImage) =>
    request.keepOriginal ? keepOriginal(painted, image, mask) : painted;

  for (const batch of batches) {
    const ready = await prepareBatch(model, request, batch, latentSize, options, strength);
    const run = await begin(scene, request, ready, model.vaeEncoder);
    yield* printBatch(model, request, batch, { ...ready, ...run, retouch }, options);
  }
}

/** Does the work when it is first asked for, and never again. */
function once(work: () => Promise<LatentDistribution>): () => Promise<LatentDistribution> {
  let result: Promise<LatentDistribution> | undefined;
  return () => (result ??= work());
}
