import type { LatentDistribution, VaeEncoder } from '../models/diffusion-model.ts';
import { latentChannels, type LatentSize, pixelsPerLatent } from './latent-size.ts';
import { PipelineError } from './pipeline-error.ts';
import { concatenate } from './prompt-embedding.ts';
import { computeInTiles, cutTile, defaultTileRule, type TilingOptions } from './tiles.ts';

/**
 * Where a picture lies among the latents: `vae.encode(image).latent_dist` of diffusers.
 *
 * @param planes `[3, 8 · height, 8 · width]`, −1 … 1.
 * @param size in latent pixels.
 * @throws PipelineError `not-finite`, and the signal's reason
 */
export async function encodeImage(
  vaeEncoder: VaeEncoder,
  planes: Float32Array,
  size: LatentSize,
  { tiles = defaultTileRule, signal }: TilingOptions = {},
): Promise<LatentDistribution> {
  const layout = { channels: 2 * latentChannels, scale: 1 };
  const moments = await computeInTiles(size, tiles, layout, async (tile) => {
    signal?.throwIfAborted();
    const { height, width } = tile;
    const image = cutTile(planes, size, tile, pixelsPerLatent);
    const { mean, logVariance } = await vaeEncoder.encode(image, { batch: 1, height, width });
    return concatenate([mean, logVariance]);
  });
  const half = moments.length / 2;
  const [mean, logVariance] = [moments.subarray(0, half), moments.subarray(half)];
  if (!mean.every(Number.isFinite) || logVariance.some(Number.isNaN)) {
    throw new PipelineError(
      'not-finite',
      'The image encoder gave values that are no numbers; nothing was drawn. The model may be damaged.',
    );
  }
  return { mean, logVariance };
}

/**
 * Draws from the distribution of one picture: `latent_dist.sample(generator)`, multiplied by the scaling factor.
 *
 * @param noise standard normal, `[images, 4, height, width]`.
 * @returns of the same shape.
 */
export function sampleLatents(
  { scalingFactor }: VaeEncoder,
  { mean, logVariance }: LatentDistribution,
  noise: Float32Array,
): Float32Array {
  return noise.map((z, k) => {
    const at = k % mean.length;
    return scalingFactor * (mean[at]! + Math.exp(logVariance[at]! / 2) * z);
  });
}
