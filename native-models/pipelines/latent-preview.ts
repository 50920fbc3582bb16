import type { LatentShape, VaeDecoder } from '../models/diffusion-model.ts';
import { interleaveToBytes } from './decode-latents.ts';
import type { RgbImage } from '../pictures/rgb-image.ts';
import { latentChannels } from './latent-size.ts';
import { fitProjection, neighbourhoodSize, readNeighbourhood } from './preview-projection.ts';
import type { Projection } from './preview-projection.ts';

/** Longer side of a preview in pixels, where the latents are smaller than that. */
const previewSide = 64;

/** By pixels per latent; they go when their decoder goes. */
const projections = new WeakMap<VaeDecoder, Map<number, Projection>>();

/**
 * Small pictures of latents, without decoding them: every latent pixel and its eight neighbours are mapped linearly to
 * a block of 1, 2, 4 or 8 pixels square. The map is fitted to the decoder itself (see `fitProjection`), so it holds for
 * any VAE; the first call takes eight decodings of 64 × 64 pixels.
 *
 * @param latents `[batch, 4, height, width]`, as the scheduler has them (multiplied by the scaling factor).
 * @returns one per picture, its longer side 64 pixels, or one pixel per latent pixel where those are more than 32.
 */
export async function previewLatents(
  vaeDecoder: VaeDecoder,
  latents: Float32Array,
  { batch, height, width }: LatentShape,
): Promise<RgbImage[]> {
  const block = [8, 4, 2].find((size) => Math.max(height, width) * size <= previewSide) ?? 1;
  const projection = await projectionOf(vaeDecoder, block);
  const length = latentChannels * height * width;
  return Array.from({ length: batch }, (_, k) => ({
    width: width * block,
    height: height * block,
    rgb: interleaveToBytes(
      project(projection, latents.subarray(k * length, (k + 1) * length), { height, width }),
    ),
  }));
}

async function projectionOf(vaeDecoder: VaeDecoder, block: number): Promise<Projection> {
  const known = projections.get(vaeDecoder) ?? new Map<number, Projection>();
  const projection = known.get(block) ?? (await fitProjection(vaeDecoder, block));
  projections.set(vaeDecoder, known.set(block, projection));
  return projection;
}

/** Planes of red, green and blue, about 0 … 1, `block` times the size of the latents. */
function project(
  { block, weights }: Projection,
  latents: Float32Array,
  { height, width }: { height: number; width: number },
): Float32Array {
  const pixels = block * block;
  const outputs = 3 * pixels;
  const planes = new Float32Array(outputs * height * width);
  const inputs = new Float64Array(neighbourhoodSize);
  const rowLength = width * block;
  const planeLength = pixels * height * width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      readNeighbourhood(latents, { height, width }, y, x, inputs);
      for (let pixel = 0; pixel < pixels; pixel++) {
        // All colours at once: sums in variables and not in an array take half the time.
        let [red, green, blue] = [0, 0, 0];
        let place = pixel;
        for (let k = 0; k < neighbourhoodSize; k++) {
          const input = inputs[k]!;
          red += input * weights[place]!;
          green += input * weights[place + pixels]!;
          blue += input * weights[place + 2 * pixels]!;
          place += outputs;
        }
        const row = y * block + Math.floor(pixel / block);
        const target = row * rowLength + x * block + (pixel % block);
        planes[target] = red;
        planes[target + planeLength] = green;
        planes[target + 2 * planeLength] = blue;
      }
    }
  }
  return planes;
}
