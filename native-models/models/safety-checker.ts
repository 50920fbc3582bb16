import type { SafetyChecker } from '../checkpoints/read-safety-checker.ts';
import { buildSafetyCheckerGraph } from '../graphs/safety-checker.ts';
import { clipPixels } from '../pictures/clip-pixels.ts';
import type { RgbImage } from '../pictures/rgb-image.ts';
import { floatTensor } from './network-input.ts';
import { createSessionCache } from './session-cache.ts';
import { runSession, type SessionOptions } from './sessions.ts';

/** A safety checker on ONNX Runtime. Nothing is loaded before the first picture. */
export interface OpenSafetyChecker {
  /**
   * Looks at finished pictures, one at a time.
   *
   * @throws ModelError, and GraphError where weights do not fit the configuration.
   */
  check(images: readonly RgbImage[]): Promise<SafetyVerdict[]>;
  dispose(): Promise<void>;
}

/** What the checker says of one picture. */
export interface SafetyVerdict {
  /** What diffusers calls `has_nsfw_concepts`: its pipelines replace such a picture by a black one. */
  readonly isFlagged: boolean;
  /** Cosine minus threshold and adjustment, to three decimals; above 0 the concept counts as shown. */
  readonly conceptScores: readonly number[];
  /** Likewise of the special concepts, which only make the checker more careful with the others. */
  readonly specialScores: readonly number[];
}

/**
 * The safety checker of Stable Diffusion 1.x: CLIP's view of a picture, compared with vectors of concepts. Equal to
 * diffusers' `StableDiffusionSafetyChecker` with transformers' `CLIPFeatureExtractor` before it.
 */
export function openSafetyChecker(
  { config, tensors, thresholds }: SafetyChecker,
  options: SessionOptions = {},
): OpenSafetyChecker {
  const { imageSize: size } = config.vision;
  const sessions = createSessionCache(
    'safety checker',
    ({ batch }: { batch: number }) => buildSafetyCheckerGraph(config, tensors, batch),
    options,
  );
  return {
    async check(images) {
      const verdicts: SafetyVerdict[] = [];
      for (const image of images) {
        const pixels = clipPixels([image], { size, filter: 'bicubic', crop: 'floor' });
        const feeds = { pixel_values: floatTensor('The picture', pixels, [1, 3, size, size]) };
        const cosines = await sessions.use({ batch: 1 }, (session) =>
          runSession('safety checker', session, feeds, 'cosines'),
        );
        verdicts.push(judgeConcepts(cosines, thresholds));
      }
      return verdicts;
    },
    dispose: sessions.dispose,
  };
}

/** Added to all later scores as soon as one special concept is found. */
const carefulBy = 0.01;

/**
 * The verdict of `StableDiffusionSafetyChecker.forward`.
 *
 * @param cosines to the special concepts, then to the others.
 */
export function judgeConcepts(
  cosines: Float32Array,
  thresholds: SafetyChecker['thresholds'],
): SafetyVerdict {
  let adjustment = 0;
  const score = (cosine: number, threshold: number) =>
    Math.round((cosine - threshold + adjustment) * 1000) / 1000;
  const specialScores = Array.from(thresholds.special, (threshold, index) => {
    const special = score(cosines[index] ?? Number.NaN, threshold);
    if (special > 0) adjustment = carefulBy;
    return special;
  });
  const conceptScores = Array.from(thresholds.concepts, (threshold, index) =>
    score(cosines[specialScores.length + index] ?? Number.NaN, threshold),
  );
  return { isFlagged: conceptScores.some((concept) => concept > 0), conceptScores, specialScores };
}
