import type { LatentShape, VaeDecoder } from '../models/diffusion-model.ts';
import type { RgbImage } from '../pictures/rgb-image.ts';
import { latentChannels, type LatentSize } from './latent-size.ts';
import { fitProjection, neighbourhoodSize } from './preview-projection.ts';
import type { Projection } from './preview-projection.ts';

/** Longer side of a preview in pixels, where the latents are smaller than that. */
const previewSide = 64;

/** By pixels per latent; they go when their decoder goes. */
const projections = new WeakMap<VaeDecoder, Map<number, Drawing>>();

/** A projection with what it is computed in: made anew for every preview, that would take as long as drawing it. */
interface Drawing {
  readonly projection: Projection;
  sheet: Sheet | null;
}

/** Numbers of one size of latents on their way to colours. */
interface Sheet extends LatentSize {
  /** `[4, height + 2, width + 2]`: latents with their edge once more around them. */
  readonly padded: Float64Array;
  /** `[height, width + 2]`, the last two of each row of no use. */
  readonly red: Float64Array;
  readonly green: Float64Array;
  readonly blue: Float64Array;
}

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
  const drawing = await drawingFor(vaeDecoder, block);
  const sheet = sheetOf(drawing, { height, width });
  const length = latentChannels * height * width;
  return Array.from({ length: batch }, (_, k) =>
    project(drawing.projection, latents.subarray(k * length, (k + 1) * length), sheet),
  );
}

async function drawingFor(vaeDecoder: VaeDecoder, block: number): Promise<Drawing> {
  const known = projections.get(vaeDecoder) ?? new Map<number, Drawing>();
  const drawing = known.get(block) ?? {
    projection: await fitProjection(vaeDecoder, block),
    sheet: null,
  };
  projections.set(vaeDecoder, known.set(block, drawing));
  return drawing;
}

/** The one of the size before, where it is the same. */
function sheetOf(drawing: Drawing, { height, width }: LatentSize): Sheet {
  const { sheet } = drawing;
  if (sheet?.height === height && sheet.width === width) return sheet;
  const padded = new Float64Array(latentChannels * (height + 2) * (width + 2));
  const sums = (): Float64Array => new Float64Array(height * (width + 2));
  drawing.sheet = { height, width, padded, red: sums(), green: sums(), blue: sums() };
  return drawing.sheet;
}

/** The picture, `block` times the size of the latents. */
function project({ block, weights }: Projection, latents: Float32Array, sheet: Sheet): RgbImage {
  const { height, width, padded, red, green, blue } = sheet;
  padWithEdge(latents, sheet);
  const stride = width + 2;
  const plane = (height + 2) * stride;
  const length = height * stride - 2;
  const rgb = new Uint8ClampedArray(3 * block * block * height * width);
  for (let pixel = 0; pixel < block * block; pixel++) {
    let w = 3 * pixel * neighbourhoodSize;
    red.fill(weights[w]!);
    green.fill(weights[w + 1]!);
    blue.fill(weights[w + 2]!);
    w += 3;
    // Three neighbours and all colours in one loop over the whole picture: half the time of pixel after pixel.
    for (let row = 0; row < 3 * latentChannels; row++) {
      const from = Math.floor(row / 3) * plane + (row % 3) * stride;
      const r0 = weights[w]!;
      const g0 = weights[w + 1]!;
      const b0 = weights[w + 2]!;
      const r1 = weights[w + 3]!;
      const g1 = weights[w + 4]!;
      const b1 = weights[w + 5]!;
      const r2 = weights[w + 6]!;
      const g2 = weights[w + 7]!;
      const b2 = weights[w + 8]!;
      w += 9;
      for (let k = 0; k < length; k++) {
        const left = padded[from + k]!;
        const middle = padded[from + k + 1]!;
        const right = padded[from + k + 2]!;
        red[k] = red[k]! + left * r0 + middle * r1 + right * r2;
        green[k] = green[k]! + left * g0 + middle * g1 + right * g2;
        blue[k] = blue[k]! + left * b0 + middle * b1 + right * b2;
      }
    }
    for (let y = 0; y < height; y++) {
      const line = y * block + Math.floor(pixel / block);
      let to = 3 * (line * width * block + (pixel % block));
      for (let k = y * stride; k < y * stride + width; k++) {
        // Clamped and rounded as in `interleaveToBytes`.
        rgb[to] = Math.fround(Math.fround(red[k]!) * 255);
        rgb[to + 1] = Math.fround(Math.fround(green[k]!) * 255);
        rgb[to + 2] = Math.fround(Math.fround(blue[k]!) * 255);
        to += 3 * block;
      }
    }
  }
  return { width: width * block, height: height * block, rgb: new Uint8Array(rgb.buffer) };
}

/** Writes latents and their edge into `padded`. */
function padWithEdge(latents: Float32Array, { height, width, padded }: Sheet): void {
  let to = 0;
  for (let channel = 0; channel < latentChannels; channel++) {
    for (let y = -1; y <= height; y++) {
      let from = (channel * height + Math.min(Math.max(y, 0), height - 1)) * width;
      padded[to++] = latents[from]!;
      for (let x = 0; x < width; x++) padded[to++] = latents[from++]!;
      padded[to++] = latents[from - 1]!;
    }
  }
}
