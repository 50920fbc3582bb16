import { type LatentSize, pixelsPerLatent } from './latent-size.ts';
import { PipelineError } from './pipeline-error.ts';
import type { TextToImageRequest } from './picture-request.ts';

/** One picture of a request. */
export interface ImageJob {
  /** Place in the request, prompt by prompt. */
  readonly index: number;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly seed: bigint;
}

/** Pictures that go through the UNet together. */
export interface ImageBatch {
  readonly images: readonly ImageJob[];
  /** One per generator: as many as pictures, or a single one that draws for all. */
  readonly seeds: readonly bigint[];
  /** Where the noise is carried to, one per generator; empty without a variation. */
  readonly subseeds: readonly bigint[];
}

/**
 * Lays a request out as batches of pictures.
 * @throws PipelineError `invalid-size`, `invalid-request`
 */
export function settleRequest(request: TextToImageRequest): {
  batches: readonly ImageBatch[];
  latentSize: LatentSize;
} {
  const { prompts, imagesPerPrompt = 1, oneGenerator = false, guidanceScale, eta = 0 } = request;
  const latentSize = {
    height: toLatentPixels('Height', request.height),
    width: toLatentPixels('Width', request.width),
  };
  requireCount('imagesPerPrompt', imagesPerPrompt);
  if (prompts.length === 0) throw invalid('There is no prompt. An empty one would do.');
  if (!Number.isFinite(guidanceScale)) throw invalid(`Guidance is ${guidanceScale}, not a number.`);
  requireShare('Eta', eta);

  const count = prompts.length * imagesPerPrompt;
  const { seeds, subseeds } = settleSeeds(request, count);
  const negativePrompts = negativePromptsOf(request);
  const images = Array.from({ length: count }, (_, index): ImageJob => {
    const row = Math.floor(index / imagesPerPrompt);
    return {
      index,
      prompt: prompts[row]!,
      negativePrompt: negativePrompts[row]!,
      seed: seeds[oneGenerator ? 0 : index]!,
    };
  });
  if (oneGenerator) return { batches: [{ images, seeds, subseeds }], latentSize };

  const { batchSize = 1 } = request;
  requireCount('batchSize', batchSize);
  const batches = Array.from({ length: Math.ceil(count / batchSize) }, (_, k) => {
    const own = <Item>(all: readonly Item[]) => all.slice(k * batchSize, (k + 1) * batchSize);
    return { images: own(images), seeds: own(seeds), subseeds: own(subseeds) };
  });
  return { batches, latentSize };
}

/** @throws PipelineError `invalid-request` where `value` is not within 0 … 1. */
export function requireShare(what: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw invalid(`${what} is ${value}; it goes from 0 to 1.`);
}

function settleSeeds(
  { seeds, oneGenerator = false, variation }: TextToImageRequest,
  count: number,
): { seeds: readonly bigint[]; subseeds: readonly bigint[] } {
  const generators = oneGenerator ? 1 : count;
  if (seeds.length !== generators) {
    throw invalid(`${count} pictures need ${generators} seeds, but ${seeds.length} were given.`);
  }
  if (variation === undefined) return { seeds, subseeds: [] };
  const { subseeds, strength } = variation;
  requireShare('The strength of the variation', strength);
  if (subseeds.length !== generators) {
    throw invalid(`${generators} seeds need as many subseeds, but ${subseeds.length} were given.`);
  }
  return { seeds, subseeds };
}

function negativePromptsOf({
  prompts,
  negativePrompt = '',
}: TextToImageRequest): readonly string[] {
  if (typeof negativePrompt === 'string') return prompts.map(() => negativePrompt);
  if (negativePrompt.length === prompts.length) return negativePrompt;
  throw invalid(
    `There are ${prompts.length} prompts, but ${negativePrompt.length} negative prompts: give one for all or one for each.`,
  );
}

function toLatentPixels(side: string, pixels: number): number {
  if (Number.isInteger(pixels) && pixels > 0 && pixels % pixelsPerLatent === 0) {
    return pixels / pixelsPerLatent;
  }
  throw new PipelineError(
    'invalid-size',
    `${side} is ${pixels} pixels; it must be a multiple of ${pixelsPerLatent}. Nothing was drawn.`,
  );
}

function requireCount(what: string, count: number): void {
  if (!Number.isInteger(count) || count < 1)
    throw invalid(`${what} is ${count}; it must be 1 or more.`);
}

function invalid(message: string): PipelineError {
  return new PipelineError('invalid-request', message);
}
