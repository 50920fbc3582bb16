import type { LatentDistribution, VaeEncoder } from '../models/diffusion-model.ts';
import type { Raster } from '../pictures/resize.ts';
import { createMaskBlend } from './blend-mask.ts';
import { sampleLatents } from './encode-image.ts';
import type { InpaintRequest } from './picture-request.ts';
import type { BatchPlan } from './prepare-batch.ts';
import { beginWithImage, beginWithNoise, type PreparedLatents } from './prepare-latents.ts';
import { binaryLatentMask, softLatentMask } from './prepare-mask.ts';
import type { PreparedBatch } from './print-batch.ts';

/** The picture that is painted into. */
export interface Scene {
  /** Of the picture's size. */
  readonly mask: Raster;
  /** The whole picture among the latents, and what is left of it outside the mask. Encoded when first asked for. */
  encodeImage(): Promise<LatentDistribution>;
  encodeRest(): Promise<LatentDistribution>;
}

type SceneRun = PreparedLatents & Pick<PreparedBatch, 'sceneChannels' | 'afterStep'>;

/** For a UNet of nine channels: it reads the mask and the rest of the picture behind the latents. */
export async function showScene(
  scene: Scene,
  { strength }: InpaintRequest,
  { plan, noise, shape }: BatchPlan,
  vaeEncoder: VaeEncoder,
): Promise<SceneRun> {
  // Draws come in the reference's order, which asks for the picture itself only where the run begins with it.
  const original =
    strength < 1
      ? sampleLatents(vaeEncoder, await scene.encodeImage(), noise.drawPosterior())
      : null;
  const initialNoise = noise.drawInitial();
  const rest = sampleLatents(vaeEncoder, await scene.encodeRest(), noise.drawPosterior());
  return {
    ...(original
      ? beginWithImage(original, initialNoise, plan)
      : beginWithNoise(initialNoise, plan)),
    sceneChannels: putBefore(binaryLatentMask(scene.mask, shape), rest, shape.batch),
  };
}

/** For a UNet of four channels, which knows no mask: the rest of the picture is put back after every step. */
export async function blendScene(
  scene: Scene,
  { strength, blending = 'current' }: InpaintRequest,
  { plan, noise, shape }: BatchPlan,
  vaeEncoder: VaeEncoder,
): Promise<SceneRun> {
  const original = sampleLatents(vaeEncoder, await scene.encodeImage(), noise.drawPosterior());
  const initialNoise = noise.drawInitial();
  const isCurrent = blending === 'current';
  // The reference draws the rest of the picture for this UNet too. What a step adds later must come after that.
  if (isCurrent) noise.drawPosterior();
  const mask = (isCurrent ? binaryLatentMask : softLatentMask)(scene.mask, shape);
  return {
    ...(isCurrent && strength === 1
      ? beginWithNoise(initialNoise, plan)
      : beginWithImage(original, initialNoise, plan)),
    afterStep: createMaskBlend({ original, initialNoise, mask }, plan, blending),
  };
}

/** One plane for all pictures, before the channels of each: `[batch, 1 + channels, height, width]`. */
function putBefore(plane: Float32Array, channels: Float32Array, batch: number): Float32Array {
  const each = channels.length / batch;
  const joined = new Float32Array(batch * (plane.length + each));
  for (let picture = 0; picture < batch; picture++) {
    const start = picture * (plane.length + each);
    joined.set(plane, start);
    joined.set(channels.subarray(picture * each, (picture + 1) * each), start + plane.length);
  }
  return joined;
}
