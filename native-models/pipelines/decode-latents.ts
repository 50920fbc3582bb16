import type { VaeDecoder } from '../models/diffusion-model.ts';
import type { RgbImage } from '../pictures/rgb-image.ts';
import { weightedSum } from '../schedulers/weighted-sum.ts';
import { type LatentSize, pixelsPerLatent } from './latent-size.ts';
import { PipelineError } from './pipeline-error.ts';
import { allFinite } from './all-finite.ts';
import { computeInTiles, cutTile, defaultTileRule, type TilingOptions } from './tiles.ts';

/**
 * One picture from its final latents: `decode_latents` of diffusers' StableDiffusionPipeline. The latents are divided by
 * the VAE's scaling factor (0.18215); the answer, about −1 … 1, is halved, shifted, clamped and rounded to bytes.
 *
 * @param latents `[4, height, width]`.
 * @param size in latent pixels.
 * @throws PipelineError `not-finite`, and the signal's reason
 */
export async function decodeLatents(
  vaeDecoder: VaeDecoder,
  latents: Float32Array,
  size: LatentSize,
  { tiles = defaultTileRule, signal }: TilingOptions = {},
): Promise<RgbImage> {
  const unscaled = weightedSum([1 / vaeDecoder.scalingFactor, latents]);
  const layout = { channels: 3, scale: pixelsPerLatent };
  const planes = await computeInTiles(size, tiles, layout, (tile) => {
    signal?.throwIfAborted();
    const { height, width } = tile;
    return vaeDecoder.decode(cutTile(unscaled, size, tile, 1), { batch: 1, height, width });
  });
  if (!allFinite(planes)) {
    throw new PipelineError(
      'not-finite',
      'The image decoder gave values that are no numbers; the picture cannot be finished. The model may be damaged.',
    );
  }
  return {
    width: size.width * pixelsPerLatent,
    height: size.height * pixelsPerLatent,
    rgb: interleaveToBytes(planes),
  };
}

/**
 * Planes of red, green and blue within −1 … 1 as interleaved bytes, in float32 as NumPy does it: halved, shifted, clamped,
 * halves rounded to even.
 */
export function interleaveToBytes(planes: Float32Array): Uint8Array {
  const pixels = planes.length / 3;
  const rgb = new Uint8ClampedArray(planes.length);
  for (let channel = 0; channel < 3; channel++) {
    let k = channel * pixels;
    for (let to = channel; to < rgb.length; to += 3) {
      rgb[to] = Math.fround(Math.fround(planes[k++]! / 2 + 0.5) * 255);
    }
  }
  return new Uint8Array(rgb.buffer);
}
